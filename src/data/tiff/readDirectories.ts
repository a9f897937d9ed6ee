import type { ByteSource } from './byteSource.ts'
import { damagedTiff } from './damagedTiff.ts'
import { FIELD_BYTES, TAG } from './tiffTags.ts'

/** The fields of one image of a TIFF that are needed to read it, by tag. */
export type TiffFields = ReadonlyMap<number, readonly number[] | Uint8Array>

/** A pyramid has ten levels, a film some thousand pages. */
const MAX_DIRECTORIES = 4096
const MAX_ENTRIES = 4096
/** Of one field: the places of 2 million tiles. */
const MAX_VALUES = 2_000_000
const WANTED = new Set<number>(Object.values(TAG))

interface Layout {
  readonly isLittle: boolean
  /** BigTIFF: places and counts of 64 bits. */
  readonly isBig: boolean
}

/** An image of a file, with those that it points to: its smaller copies, in some files. */
export interface TiffDirectory {
  readonly fields: TiffFields
  readonly children: readonly TiffFields[]
}

/**
 * The directories of a TIFF or BigTIFF, in the file's order, without a pixel. Each is looked at once, so that a file
 * whose directories run in a circle ends.
 *
 * @throws LimnError unsupported-format where places lie outside the file or counts are absurd
 */
export async function readDirectories(
  source: ByteSource,
  name: string,
): Promise<{ readonly isLittle: boolean; readonly directories: readonly TiffDirectory[] }> {
  const { layout, first } = await readHead(source, name)
  const seen = new Set<number>()
  const read = (place: number) => {
    if (seen.has(place)) damagedTiff(name, 'its directories run in a circle')
    if (seen.size >= MAX_DIRECTORIES) damagedTiff(name, `it has more than ${MAX_DIRECTORIES} pages`)
    seen.add(place)
    return readDirectory(source, name, { layout, place })
  }
  const directories: TiffDirectory[] = []
  for (let place = first; place !== 0;) {
    const { fields, next } = await read(place)
    const children: TiffFields[] = []
    for (const child of fields.get(TAG.subDirectories) ?? []) {
      children.push((await read(child)).fields)
    }
    directories.push({ fields, children })
    place = next
  }
  if (directories.length === 0) damagedTiff(name, 'it holds no picture')
  return { isLittle: layout.isLittle, directories }
}

async function readHead(
  source: ByteSource,
  name: string,
): Promise<{ layout: Layout; first: number }> {
  const view = viewOf(await readPart(source, name, { start: 0, length: 8 }))
  const isLittle = view.getUint16(0) === 0x4949
  if (!isLittle && view.getUint16(0) !== 0x4d4d) damagedTiff(name, 'it does not begin like one')
  const version = view.getUint16(2, isLittle)
  if (version === 42) {
    return { layout: { isLittle, isBig: false }, first: view.getUint32(4, isLittle) }
  }
  if (version !== 43) damagedTiff(name, 'it is of an unknown version')
  const rest = viewOf(await readPart(source, name, { start: 8, length: 8 }))
  return { layout: { isLittle, isBig: true }, first: placeAt(rest, 0, isLittle, name) }
}

async function readDirectory(
  source: ByteSource,
  name: string,
  { layout, place }: { readonly layout: Layout; readonly place: number },
): Promise<{ fields: TiffFields; next: number }> {
  const { isLittle, isBig } = layout
  const countBytes = isBig ? 8 : 2
  const head = viewOf(await readPart(source, name, { start: place, length: countBytes }))
  const count = isBig ? placeAt(head, 0, isLittle, name) : head.getUint16(0, isLittle)
  if (count > MAX_ENTRIES) damagedTiff(name, `a directory of it claims ${count} fields`)
  const entryBytes = isBig ? 20 : 12
  const length = count * entryBytes + (isBig ? 8 : 4)
  const view = viewOf(await readPart(source, name, { start: place + countBytes, length }))
  const fields = new Map<number, readonly number[] | Uint8Array>()
  for (let i = 0; i < count; i++) {
    const tag = view.getUint16(i * entryBytes, isLittle)
    if (!WANTED.has(tag)) continue
    const values = await readField(source, name, { layout, view, at: i * entryBytes })
    if (values !== null) fields.set(tag, values)
  }
  const at = count * entryBytes
  const next = isBig ? placeAt(view, at, isLittle, name) : view.getUint32(at, isLittle)
  return { fields, next }
}

/** Null for a field of a type that none of the wanted tags has. */
async function readField(
  source: ByteSource,
  name: string,
  { layout, view, at }: { readonly layout: Layout; readonly view: DataView; readonly at: number },
): Promise<readonly number[] | Uint8Array | null> {
  const { isLittle, isBig } = layout
  const bytes = FIELD_BYTES[view.getUint16(at + 2, isLittle)]
  if (bytes === undefined) return null
  const count = isBig ? placeAt(view, at + 4, isLittle, name) : view.getUint32(at + 4, isLittle)
  if (count > MAX_VALUES) damagedTiff(name, `a field of it claims ${count} values`)
  const inside = at + (isBig ? 12 : 8)
  const length = count * bytes
  let values = view
  let from = inside
  if (length > (isBig ? 8 : 4)) {
    const start = isBig ? placeAt(view, inside, isLittle, name) : view.getUint32(inside, isLittle)
    values = viewOf(await readPart(source, name, { start, length }))
    from = 0
  }
  if (bytes === 1) return new Uint8Array(values.buffer, values.byteOffset + from, length)
  return Array.from({ length: count }, (_, i) => {
    const where = from + i * bytes
    if (bytes === 2) return values.getUint16(where, isLittle)
    return bytes === 4 ? values.getUint32(where, isLittle) : placeAt(values, where, isLittle, name)
  })
}

/** A number of 64 bits; one that no file reaches is refused. */
function placeAt(view: DataView, at: number, isLittle: boolean, name: string): number {
  const value = view.getBigUint64(at, isLittle)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) damagedTiff(name, 'it points far outside itself')
  return Number(value)
}

async function readPart(
  source: ByteSource,
  name: string,
  { start, length }: { readonly start: number; readonly length: number },
): Promise<Uint8Array> {
  if (start + length > source.size)
    damagedTiff(name, 'it points outside itself, or its end is cut off')
  return source.read(start, start + length)
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
