import type { FieldInput, FieldValue } from '../../../domain/modelDraft.ts'
import type { Architecture } from '../../architecture.ts'

/** A changed architecture, or why it cannot be and what would work: one sentence. */
export type Edited<A extends Architecture> =
  { readonly architecture: A } | { readonly refusal: string }

/** One setting of an architecture that a person may change. Reading and writing change nothing else. */
export interface EditField<A extends Architecture> {
  readonly key: string
  readonly group: string
  readonly label: string
  readonly help: string
  /** Null where the architecture has no such part. */
  readonly input: (architecture: A) => FieldInput | null
  readonly read: (architecture: A) => FieldValue
  /** Refuses values of another kind, out of range, or that the rest of the architecture cannot live with. */
  readonly write: (architecture: A, value: FieldValue) => Edited<A>
}

interface FieldWords {
  readonly key: string
  readonly group: string
  readonly label: string
  readonly help: string
}

/** `set` answers the changed architecture, or a refusal. */
type Typed<A extends Architecture, Value> = FieldWords & {
  /** Whether the architecture has this part; it has where it is not said. */
  readonly isThere?: (architecture: A) => boolean
  readonly read: (architecture: A) => Value
  readonly set: (architecture: A, value: Value) => A | string
}

/** A number from `min` to `max`, whole where `step` is. */
export function numberField<A extends Architecture>({
  min,
  max,
  step = 1,
  ...field
}: Typed<A, number> & {
  readonly min: number
  readonly max: number
  readonly step?: number
}): EditField<A> {
  const kind = Number.isInteger(step) ? 'a whole number' : 'a number'
  const fault = (value: FieldValue): string | null => {
    const isGood =
      typeof value === 'number' &&
      value >= min &&
      value <= max &&
      (!Number.isInteger(step) || Number.isInteger(value))
    if (isGood) return null
    return `${field.label} cannot be ${shown(value)}: give ${kind} from ${count(min)} to ${count(max)}.`
  }
  return typed(
    field,
    { kind: 'number', min, max, step },
    (value): value is number => fault(value) === null,
    fault,
  )
}

export function switchField<A extends Architecture>(field: Typed<A, boolean>): EditField<A> {
  return typed(
    field,
    { kind: 'switch' },
    (value) => typeof value === 'boolean',
    () => `${field.label} is on or off.`,
  )
}

export function choiceField<A extends Architecture>({
  choices,
  ...field
}: Typed<A, string> & {
  /** Value and words; those that the architecture could have. */
  readonly choices: (architecture: A) => readonly (readonly [value: string, text: string])[]
}): EditField<A> {
  const { isThere = () => true, read, set, ...words } = field
  return {
    ...words,
    input: (architecture) =>
      isThere(architecture)
        ? {
            kind: 'choice',
            choices: choices(architecture).map(([value, text]) => ({ value, text })),
          }
        : null,
    read,
    write: (architecture, value) => {
      const known = choices(architecture).find(([own]) => own === value)
      if (known !== undefined) return edited(set(architecture, known[0]))
      const texts = choices(architecture).map(([, text]) => text)
      return { refusal: `${field.label} cannot be ${shown(value)}: choose ${texts.join(', ')}.` }
    },
  }
}

export function numbersField<A extends Architecture>(
  field: Typed<A, readonly number[]>,
): EditField<A> {
  return typed(
    field,
    { kind: 'numbers' },
    areNumbers,
    () => `${field.label} are numbers with a comma between them.`,
  )
}

export function levelsField<A extends Architecture>(
  field: Typed<A, readonly (readonly number[])[]>,
): EditField<A> {
  const areLevels = (value: FieldValue): value is readonly (readonly number[])[] =>
    Array.isArray(value) && value.every((level) => Array.isArray(level) && areNumbers(level))
  return typed(
    field,
    { kind: 'levels' },
    areLevels,
    () => `${field.label} are numbers, one line a level, with a comma between those of a level.`,
  )
}

export function namesField<A extends Architecture>(
  field: Typed<A, readonly string[]>,
): EditField<A> {
  const areNames = (value: FieldValue): value is readonly string[] =>
    Array.isArray(value) && value.every((name) => typeof name === 'string')
  return typed(field, { kind: 'names' }, areNames, () => `${field.label} are names, one a line.`)
}

function typed<A extends Architecture, Value extends FieldValue>(
  { isThere = () => true, read, set, ...words }: Typed<A, Value>,
  input: FieldInput,
  isGood: (value: FieldValue) => value is Value,
  fault: (value: FieldValue) => string | null,
): EditField<A> {
  return {
    ...words,
    input: (architecture) => (isThere(architecture) ? input : null),
    read,
    write: (architecture, value) =>
      isGood(value)
        ? edited(set(architecture, value))
        : { refusal: fault(value) ?? `${words.label} cannot be ${shown(value)}.` },
  }
}

function edited<A extends Architecture>(changed: A | string): Edited<A> {
  return typeof changed === 'string' ? { refusal: changed } : { architecture: changed }
}

function areNumbers(value: FieldValue): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number')
}

/** "12", "nothing", "a, b". */
function shown(value: FieldValue): string {
  if (typeof value === 'number') return Number.isNaN(value) ? 'empty' : count(value)
  return String(value) === '' ? 'empty' : `“${String(value)}”`
}

function count(value: number): string {
  return value.toLocaleString('en')
}
