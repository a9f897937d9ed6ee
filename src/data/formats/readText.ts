import { FieldError, parseJson } from './fields.ts'
import type { TreeFile } from './fileTree.ts'

/** JavaScript's strings end a little above this. */
const MAX_TEXT_BYTES = 500_000_000

/** The text of a file; UTF-8, UTF-16 where a mark says so. */
export async function readText(file: TreeFile): Promise<string> {
  if (file.bytes > MAX_TEXT_BYTES) {
    throw new FieldError('', `Is larger than ${MAX_TEXT_BYTES / 1e6} MB.`)
  }
  const bytes = new Uint8Array(await (await file.open()).arrayBuffer())
  const isUtf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  return new TextDecoder(isUtf16 ? 'utf-16le' : 'utf-8').decode(bytes)
}

export async function readJson(file: TreeFile): Promise<unknown> {
  return parseJson(await readText(file))
}

/** The beginning of a file, for recognising it. */
export async function readHead(file: TreeFile, bytes = 4096): Promise<string> {
  return new TextDecoder().decode(await (await file.open()).slice(0, bytes).arrayBuffer())
}
