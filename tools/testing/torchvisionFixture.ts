import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { mulberry32 } from './mulberry32.ts'

/** Figures that torchvision answered, which lie beside the project and not in it. */
const FOLDER = path.resolve(import.meta.dirname, '../../../shared/fixtures/torchvision/ops')

/** Why a spec that needs the figures is skipped. */
export const WITHOUT_FIXTURES = existsSync(FOLDER)
  ? undefined
  : 'the shared torchvision figures are not on this machine'

/** Values that the fixtures name instead of listing. */
export interface GeneratedValues {
  readonly gen: string
  readonly shape: number[]
  readonly lo: number
  readonly hi: number
}

export function readTorchvisionFixture(name: string): object {
  const parsed: unknown = JSON.parse(readFileSync(path.join(FOLDER, `${name}.json`), 'utf8'))
  if (typeof parsed === 'object' && parsed !== null) return parsed
  throw new Error(`${name}.json of the torchvision figures is not an object.`)
}

/** float32(lo + (hi - lo) u) with u the stream that the fixtures' README describes. */
export function generateValues(values: GeneratedValues, seed: number): Float32Array {
  const next = mulberry32(fnv1a(values.gen) ^ seed)
  const size = values.shape.reduce((product, length) => product * length, 1)
  return Float32Array.from({ length: size }, () => values.lo + (values.hi - values.lo) * next())
}

/** The 32-bit FNV-1a hash of a name in ASCII. */
function fnv1a(name: string): number {
  let hash = 0x811c9dc5
  for (const character of name) {
    hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193)
  }
  return hash
}

/** NCHW, as torchvision has it, to NHWC, as TensorFlow.js has it. */
export function channelsLast(values: ArrayLike<number>, shape: readonly number[]): Float32Array {
  const [batch = 0, channels = 0, height = 0, width = 0] = shape
  const area = height * width
  return Float32Array.from({ length: batch * channels * area }, (_, i) => {
    const picture = Math.floor(i / (area * channels))
    const place = Math.floor(i / channels) % area
    return values[(picture * channels + (i % channels)) * area + place] ?? NaN
  })
}
