import type { FieldInput, FieldValue } from '../../../domain/modelDraft.ts'

/** What stands in a field as text. */
export function textOf(value: FieldValue): string {
  if (!Array.isArray(value)) return Number.isNaN(value) ? '' : String(value)
  return value.map((item: unknown) => (Array.isArray(item) ? item.join(', ') : item)).join('\n')
}

/** Numbers of a list in one line. */
export function lineOf(value: FieldValue): string {
  return Array.isArray(value) ? value.join(', ') : textOf(value)
}

/** What a text means in a field; what is no number becomes NaN, which is refused in words. */
export function valueOf(text: string, { kind }: FieldInput): FieldValue {
  if (kind === 'number') return text.trim() === '' ? NaN : Number(text)
  if (kind === 'numbers') return numbersIn(text)
  if (kind === 'levels') return linesOf(text).map(numbersIn)
  if (kind === 'names') return linesOf(text).map((name) => name.trim())
  return text
}

/** Whether two values say the same; NaN is as good as NaN. */
export function areSame(one: FieldValue | null, other: FieldValue | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** Without the empty line at the end that a return leaves while one types. */
function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n')
}

function numbersIn(text: string): number[] {
  return text
    .split(/[,;\s]+/)
    .filter((part) => part !== '')
    .map(Number)
}
