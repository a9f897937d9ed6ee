import type { Box } from '../../../domain/box.ts'
import type { ExtraFields, Json } from '../../../domain/dataset.ts'
import { MAX_IMAGE_PIXELS, type ImageSize } from '../../../domain/image.ts'
import { FieldError } from '../fields.ts'
import { childNamed, type XmlElement } from './parseXml.ts'

export interface VocObject {
  readonly name: string
  /** Image frame: VOC counts pixels from 1 and holds the last one. */
  readonly box: Box
  readonly isDifficult: boolean
  readonly extra?: ExtraFields
  readonly line: number
}

export interface VocAnnotation {
  readonly fileName: string | null
  readonly size: ImageSize | null
  readonly objects: readonly VocObject[]
  readonly extra?: ExtraFields
}

const IMAGE_FIELDS = new Set(['filename', 'size', 'object'])
const OBJECT_FIELDS = new Set(['name', 'bndbox', 'difficult'])

/** Reads `<annotation>`; objects that cannot be read are handed to `onFault`. */
export function readAnnotation(
  root: XmlElement,
  onFault: (error: FieldError) => void,
): VocAnnotation {
  if (root.name !== 'annotation') {
    throw new FieldError(`line ${root.line}`, `Should be <annotation>, is <${root.name}>.`)
  }
  const objects: VocObject[] = []
  for (const element of root.children.filter(({ name }) => name === 'object')) {
    try {
      objects.push(readObject(element))
    } catch (thrown) {
      if (!(thrown instanceof FieldError)) throw thrown
      onFault(thrown)
    }
  }
  return {
    fileName: childNamed(root, 'filename')?.text ?? null,
    size: readSize(root),
    objects,
    ...extraOf(root, IMAGE_FIELDS),
  }
}

function readSize(root: XmlElement): ImageSize | null {
  const element = childNamed(root, 'size')
  if (element === undefined) return null
  const width = Number(childNamed(element, 'width')?.text)
  const height = Number(childNamed(element, 'height')?.text)
  const isSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0
  return isSize && width * height <= MAX_IMAGE_PIXELS ? { width, height } : null
}

function readObject(element: XmlElement): VocObject {
  const name = childNamed(element, 'name')?.text ?? ''
  if (name === '') throw new FieldError(`line ${element.line}`, 'The object has no <name>.')
  const bounds = childNamed(element, 'bndbox')
  if (bounds === undefined) {
    throw new FieldError(`line ${element.line}`, `The ${name} has no <bndbox>.`)
  }
  const side = (key: string): number => {
    const child = childNamed(bounds, key)
    const value = Number(child?.text)
    if (child === undefined || child.text === '' || !Number.isFinite(value)) {
      throw new FieldError(`line ${child?.line ?? bounds.line}`, `<${key}> is no number.`)
    }
    return value
  }
  const [left, top, right, bottom] = [side('xmin'), side('ymin'), side('xmax'), side('ymax')]
  if (right < left || bottom < top) {
    throw new FieldError(`line ${bounds.line}`, `The box of the ${name} ends before it begins.`)
  }
  return {
    name,
    box: { x: left - 1, y: top - 1, width: right - left + 1, height: bottom - top + 1 },
    isDifficult: childNamed(element, 'difficult')?.text === '1',
    line: element.line,
    ...extraOf(element, OBJECT_FIELDS),
  }
}

function extraOf(
  element: XmlElement,
  known: ReadonlySet<string>,
): { extra: ExtraFields } | undefined {
  const rest = element.children.filter(({ name }) => !known.has(name))
  return rest.length === 0 ? undefined : { extra: fieldsOf(rest) }
}

/** Elements as JSON: text, or an object of the children; elements of one name make a list. */
function fieldsOf(elements: readonly XmlElement[]): ExtraFields {
  const fields: Record<string, Json> = {}
  for (const { name } of elements) {
    const values = elements.filter((each) => each.name === name).map(jsonOf)
    fields[name] = values.length === 1 ? (values[0] ?? null) : values
  }
  return fields
}

function jsonOf({ children, text }: XmlElement): Json {
  return children.length === 0 ? text : fieldsOf(children)
}
