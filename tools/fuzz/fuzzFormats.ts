import { zipSync } from 'fflate'
import { LimnError } from '../../src/domain/failure.ts'
import { createRandom, type Random } from '../../src/domain/random.ts'
import { drawDataset } from '../../src/data/drawnDataset.ts'
import { encodePng } from '../../src/data/export/encodePng.ts'
import { ReportBuilder } from '../../src/data/formats/importReport.ts'
import { openFiles } from '../../src/data/formats/openFiles.ts'
import { readTree } from '../../src/data/formats/readTree.ts'
import { storedSizeOf } from '../../src/data/formats/storedSizeOf.ts'
import { writeDataset, type WrittenFormat } from '../../src/data/formats/writeDataset.ts'

export interface FuzzResult {
  /** Inputs that were read, possibly with notes of what was left out. */
  readonly read: number
  /** Inputs that were refused with a sentence for a person. */
  readonly refused: number
  /** Inputs that broke the reader, with the seed that makes them again. */
  readonly broken: readonly { readonly seed: number; readonly what: string }[]
  readonly slowestMs: number
  readonly heapBytes: number
}

const FORMATS: readonly WrittenFormat[] = ['coco', 'voc', 'yolo', 'label-maps']
/** No single input may take longer. */
const MAX_MS = 5000
const MAX_HEAP_BYTES = 2 ** 30

/**
 * Reads `count` damaged datasets, files of every written format and zips of them, each with a few bytes, numbers or
 * words changed. The only answers allowed are a reading or a LimnError.
 */
export async function fuzzFormats(count: number, firstSeed = 1): Promise<FuzzResult> {
  const originals = await Promise.all(FORMATS.map(filesOf))
  const broken: { seed: number; what: string }[] = []
  let read = 0
  let slowestMs = 0
  let heapBytes = 0
  for (let seed = firstSeed; seed < firstSeed + count; seed++) {
    const random = createRandom(seed)
    const files = originals[random.integer(originals.length)] ?? []
    const begun = performance.now()
    try {
      await readDamaged(files, random)
      read += 1
    } catch (thrown) {
      if (!(thrown instanceof LimnError) || thrown.failure.reason === 'internal') {
        broken.push({ seed, what: thrown instanceof Error ? thrown.message : String(thrown) })
      }
    }
    const tookMs = performance.now() - begun
    slowestMs = Math.max(slowestMs, tookMs)
    if (tookMs > MAX_MS) broken.push({ seed, what: `took ${Math.round(tookMs)} ms` })
    heapBytes = Math.max(heapBytes, process.memoryUsage().heapUsed)
    if (heapBytes > MAX_HEAP_BYTES) broken.push({ seed, what: `heap of ${heapBytes} bytes` })
  }
  return { read, refused: count - read - broken.length, broken, slowestMs, heapBytes }
}

type Files = readonly { readonly path: string; readonly bytes: Uint8Array }[]

/** A small dataset in a format, as files. */
async function filesOf(format: WrittenFormat): Promise<Files> {
  const { dataset, pictures } = drawDataset({ seed: 5, count: 2, width: 24, height: 18 })
  const png = new Map(
    pictures.map(({ image, rgb }) => [
      image.id,
      new Blob([encodePng({ ...image.size, values: rgb, channels: 3 })]),
    ]),
  )
  const files: { path: string; bytes: Uint8Array }[] = []
  const pictureOf = (id: number) => Promise.resolve(png.get(id) ?? new Blob())
  for await (const { path, file } of writeDataset(dataset, format, pictureOf)) {
    files.push({ path, bytes: new Uint8Array(await file.arrayBuffer()) })
  }
  return files
}

async function readDamaged(files: Files, random: Random): Promise<void> {
  const victims = new Set([random.integer(files.length), random.integer(files.length)])
  const damaged = files.map(({ path, bytes }, index) => ({
    path,
    bytes: victims.has(index) ? damage(bytes, random) : bytes,
  }))
  const report = new ReportBuilder()
  const given =
    random.next() < 0.4
      ? [zipped(damaged, random)]
      : damaged.map(({ path, bytes }) => ({ path, file: new Blob([new Uint8Array(bytes)]) }))
  await readTree(await openFiles(given, report), { report, sizeOf: storedSizeOf })
}

function zipped(files: Files, random: Random) {
  const zip = zipSync(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])))
  const bytes = random.next() < 0.7 ? damage(zip, random) : zip
  return { path: 'set.zip', file: new Blob([new Uint8Array(bytes)]) }
}

/** What text files are broken with. */
const WORDS = [
  'null',
  '-1',
  '1e308',
  '99999999999',
  '""',
  '[]',
  '{}',
  'NaN',
  '<',
  '&#x0;',
  '\n',
  '0',
]

function damage(bytes: Uint8Array, random: Random): Uint8Array {
  const kind = random.integer(5)
  if (kind === 0) return bytes.subarray(0, random.integer(bytes.length + 1))
  if (kind === 1) {
    const copy = bytes.slice()
    for (let times = 1 + random.integer(8); times > 0; times--) {
      copy[random.integer(copy.length)] = random.integer(256)
    }
    return copy
  }
  const from = random.integer(bytes.length + 1)
  if (kind === 2) {
    const to = Math.min(bytes.length, from + random.integer(64))
    return joined(bytes.subarray(0, from), bytes.subarray(to))
  }
  if (kind === 3) {
    const to = Math.min(bytes.length, from + random.integer(200))
    return joined(bytes.subarray(0, to), bytes.subarray(from))
  }
  // A number or a word in the place of a number.
  const text = new TextDecoder('latin1').decode(bytes)
  const numbers = [...text.matchAll(/-?\d+(\.\d+)?/g)]
  const victim = numbers[random.integer(Math.max(1, numbers.length))]
  if (victim === undefined) return bytes
  const word = WORDS[random.integer(WORDS.length)] ?? ''
  const end = victim.index + victim[0].length
  return joined(
    bytes.subarray(0, victim.index),
    new TextEncoder().encode(word),
    bytes.subarray(end),
  )
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
