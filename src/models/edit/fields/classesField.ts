import type { Architecture } from '../../architecture.ts'
import { namesField, type EditField } from './editField.ts'

/** As many heads train in a page; LVIS has 1,203. */
const MAX_CLASSES = 1500

/** The names of what the model finds, without the background. */
export function classesField<A extends Architecture>(
  withClasses: (architecture: A, classes: readonly string[]) => A,
): EditField<A> {
  return namesField({
    key: 'classes',
    group: 'Classes',
    label: 'Classes',
    help: 'One name a line; a class of the same name keeps what the model knows of it.',
    read: ({ classes }) => classes.slice(1),
    set: (architecture, given) => {
      const names = given.map((name) => name.trim())
      const fault = faultOf(names)
      if (fault !== null) return fault
      return withClasses(architecture, [architecture.classes[0] ?? 'background', ...names])
    },
  })
}

function faultOf(names: readonly string[]): string | null {
  if (names.length === 0) return 'A model without classes finds nothing: give it one name at least.'
  if (names.length > MAX_CLASSES) {
    return `${names.length} classes are more than a page can train: give it ${MAX_CLASSES} at most.`
  }
  if (names.includes('')) return 'A line without a name is no class: fill it in, or take it out.'
  const lower = names.map((name) => name.toLowerCase())
  const twice = names.find((_, i) => lower.indexOf(lower[i] ?? '') !== i)
  if (twice !== undefined) {
    return `“${twice}” is there twice, and a model could not tell the two apart: keep one of them.`
  }
  if (lower.includes('background')) {
    return 'The background is always there and has no line of its own: take it out.'
  }
  return null
}
