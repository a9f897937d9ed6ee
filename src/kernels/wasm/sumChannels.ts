import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { util, type TensorInfo } from '@tensorflow/tfjs-core'
import { kernelsOf, type WasmKernels } from './kernelModule.ts'
import { addressOf, withScratch } from './wasmTensors.ts'

/** Rows of a part at least, and parts at most: the same however many threads there are, so that the bits are, too. */
const LEAST_ROWS = 1024
const MOST_PARTS = 32
const BLOCK = 16

/** Where the parts' sums of [rows, channels] lie, and how they are divided. */
interface PartedSums {
  readonly rows: number
  readonly channels: number
  readonly share: number
  readonly units: number
  /** Address of [parts, 2, whole vectors of channels] float64. */
  readonly sums: number
}

/**
 * Sums by channel over all but the last axis, in float64: of x, and of x · (other - mean) where there is another. On all
 * threads (assembly/channelSums.ts).
 */
export function sumChannels(
  backend: BackendWasm,
  x: TensorInfo,
  pair?: { readonly other: TensorInfo; readonly mean: TensorInfo },
): { readonly sums: Float64Array; readonly products: Float64Array } {
  return withParts(backend, x, (parts, kernels) => {
    const { rows, channels, share, units, sums } = parts
    const [other, mean] = [addressOf(backend, pair?.other), addressOf(backend, pair?.mean)]
    kernels.run(
      'sumChannels',
      [addressOf(backend, x), other, mean, rows, channels, share, sums],
      units,
    )
    return { sums: addParts(kernels, parts, 0), products: addParts(kernels, parts, 1) }
  })
}

/** Mean and variance by channel over all but the last axis, the squares taken around the mean. */
export function channelMoments(
  backend: BackendWasm,
  x: TensorInfo,
): { readonly means: Float64Array; readonly variances: Float64Array } {
  const rows = util.sizeFromShape(x.shape.slice(0, -1))
  const means = sumChannels(backend, x).sums.map((sum) => sum / rows)
  const rounded = Float32Array.from(means)
  const squares = withParts(backend, x, (parts, kernels) => {
    let found: Float64Array = means
    withScratch(backend, rounded.byteLength, (mean) => {
      new Float32Array(kernels.memory.buffer, mean, rounded.length).set(rounded)
      const { channels, share, units, sums } = parts
      kernels.run('sumSquares', [addressOf(backend, x), mean, rows, channels, share, sums], units)
      found = addParts(kernels, parts, 1)
    })
    return found
  })
  // What rounding the mean added.
  const variances = squares.map((sum, i) => sum / rows - ((means[i] ?? 0) - (rounded[i] ?? 0)) ** 2)
  return { means, variances }
}

function withParts<Result>(
  backend: BackendWasm,
  { shape }: TensorInfo,
  run: (parts: PartedSums, kernels: WasmKernels) => Result,
): Result {
  const kernels = kernelsOf(backend)
  const channels = shape.at(-1) ?? 1
  const rows = util.sizeFromShape(shape.slice(0, -1))
  const share = Math.max(LEAST_ROWS, Math.ceil(rows / MOST_PARTS))
  const count = Math.max(Math.ceil(rows / share), 1)
  const units = count * Math.ceil(channels / BLOCK)
  const length = count * 2 * lineOf(channels)
  const results: Result[] = []
  withScratch(backend, length * 8, (sums) => {
    new Float64Array(kernels.memory.buffer, sums, length).fill(0)
    results.push(run({ rows, channels, share, units, sums }, kernels))
  })
  const [result] = results
  if (result === undefined) throw new Error('The sums were not taken.')
  return result
}

function addParts(
  { memory }: WasmKernels,
  { rows, channels, share, sums }: PartedSums,
  which: 0 | 1,
): Float64Array {
  const line = lineOf(channels)
  const total = new Float64Array(channels)
  for (let part = 0; part * share < rows; part++) {
    const own = new Float64Array(memory.buffer, sums + (2 * part + which) * line * 8, channels)
    for (let i = 0; i < channels; i++) total[i] = (total[i] ?? 0) + (own[i] ?? 0)
  }
  return total
}

/** Channels in whole vectors. */
function lineOf(channels: number): number {
  return Math.ceil(channels / 4) * 4
}
