import type { ExtraFields, Json } from '../../domain/dataset.ts'
import { jsonFault } from './jsonFault.ts'

/** Says that something in a file is not what its format asks for, and where. */
export class FieldError extends Error {
  /** Line or key, empty for the whole file. */
  readonly place: string
  /** One sentence. */
  readonly why: string

  constructor(place: string, why: string) {
    super(place === '' ? why : `${place}: ${why}`)
    this.name = 'FieldError'
    this.place = place
    this.why = why
  }
}

export type Fields = Readonly<Record<string, unknown>>

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function fieldsAt(value: unknown, place: string): Fields {
  if (isFields(value)) return value
  throw new FieldError(place, `Should be an object, is ${described(value)}.`)
}

export function listAt(value: unknown, place: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[]
  throw new FieldError(place, `Should be a list, is ${described(value)}.`)
}

export function numberAt(value: unknown, place: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new FieldError(place, `Should be a number, is ${described(value)}.`)
}

export function textAt(value: unknown, place: string): string {
  if (typeof value === 'string' && value !== '') return value
  throw new FieldError(place, `Should be text, is ${described(value)}.`)
}

/** Parses JSON; the error names the line. */
export function parseJson(text: string): unknown {
  const body = text.replace(/^\ufeff/, '')
  try {
    return JSON.parse(body)
  } catch {
    throw new FieldError(`line ${lineAt(body, jsonFault(body))}`, 'Is not valid JSON.')
  }
}

/** Lines are counted from 1. */
export function lineAt(text: string, position: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < position; at = text.indexOf('\n', at + 1)) {
    line += 1
  }
  return line
}

const MAX_DEPTH = 12

/** The fields of `from` but for the `known` ones; undefined when there are none. Nesting beyond reason is left out. */
export function extraFields(
  from: Fields,
  known: ReadonlySet<string>,
): { extra: ExtraFields } | undefined {
  const entries = Object.entries(from).filter(
    (entry): entry is [string, Json] => !known.has(entry[0]) && isJson(entry[1], MAX_DEPTH),
  )
  return entries.length === 0 ? undefined : { extra: Object.fromEntries(entries) }
}

function isJson(value: unknown, depth: number): value is Json {
  if (value === null || typeof value !== 'object') {
    return ['string', 'number', 'boolean'].includes(typeof value) || value === null
  }
  return depth > 0 && Object.values(value).every((each) => isJson(each, depth - 1))
}

function described(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'an object'
  const text = JSON.stringify(value)
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}
