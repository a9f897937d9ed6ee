import { parseDocument } from 'yaml'
import { FieldError, isFields } from '../fields.ts'

export interface DataYaml {
  /** By class index. */
  readonly names: readonly string[]
  /** Folder of each split's pictures, as the file has it. */
  readonly splits: readonly { readonly split: string; readonly folder: string }[]
}

const MAX_YAML = 1_000_000
const MAX_NAMES = 10_000

/** Reads YOLO's data.yaml: `names` as a list or by index, and where the splits lie. Throws a FieldError with the line. */
export function readDataYaml(text: string): DataYaml {
  if (text.length > MAX_YAML) throw new FieldError('', 'Is too long for a data.yaml.')
  const document = parseDocument(text, { merge: false })
  const [error] = document.errors
  if (error !== undefined) {
    throw new FieldError(`line ${error.linePos?.[0].line ?? 1}`, 'Is not valid YAML.')
  }
  let root: unknown
  try {
    root = document.toJS({ maxAliasCount: 10 })
  } catch {
    throw new FieldError('', 'Its aliases expand beyond reason.')
  }
  if (!isFields(root)) throw new FieldError('', 'Holds no keys.')
  const splits = ['train', 'val', 'test'].flatMap((split) => {
    const value = root[split]
    const folders = Array.isArray(value) ? (value as unknown[]) : [value]
    return folders.flatMap((folder) =>
      typeof folder === 'string' && !folder.endsWith('.txt')
        ? [{ split, folder: folder.replace(/^(\.{1,2}\/)+|\/+$/g, '') }]
        : [],
    )
  })
  return { names: readNames(root['names']), splits: splits.filter(({ folder }) => folder !== '') }
}

function readNames(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.slice(0, MAX_NAMES).map(String)
  if (!isFields(value)) throw new FieldError('names', 'Should list the class names.')
  const names = new Map<number, string>()
  for (const [key, name] of Object.entries(value)) {
    const index = Number(key)
    if (!Number.isInteger(index) || index < 0 || index >= MAX_NAMES) {
      throw new FieldError(`names.${key}`, 'Is no class index.')
    }
    names.set(index, String(name))
  }
  const count = Math.max(0, ...[...names.keys()].map((index) => index + 1))
  return Array.from({ length: count }, (_, index) => names.get(index) ?? `class ${index}`)
}
