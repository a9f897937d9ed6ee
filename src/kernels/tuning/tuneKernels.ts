import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import {
  filterShape,
  inputShape,
  outputShape,
  type ConvolutionGeometry,
} from '../convolution/convolutionGeometry.ts'
import { asWebgpu } from '../webgpu/asWebgpu.ts'
import { timeOnDevice } from './timeOnDevice.ts'
import { forceVariant, setChoice, type TunedKernel, type TuningRequest } from './tuning.ts'
import { tuningKey, type TuningStore } from './tuningStore.ts'

export interface TuneOptions {
  readonly store: TuningStore
  /** Milliseconds after which what is left stays as it is, until the next start goes on with it. */
  readonly budgetMs: number
  readonly signal?: AbortSignal
  readonly onProgress?: (done: number, total: number) => void
  /** Milliseconds of one run; the device's own by itself. */
  readonly time?: (backend: WebGPUBackend, run: () => tf.Tensor) => Promise<number>
  readonly now?: () => number
}

/** FLOP of the largest layer that is timed; larger ones are measured with shorter sums, where the same tiles win. */
const MOST_FLOP = 200e6
const FEWEST_CHANNELS = 64
const ROUNDS = 3

/**
 * Times the variants of every shape class that was asked for and is not known yet, on the device in use, and keeps the
 * fastest. What the store remembers of this adapter and version is taken as it is, so a second start measures nothing.
 *
 * @returns how many shape classes were measured
 */
export async function tuneKernels(
  requests: readonly TuningRequest[],
  options: TuneOptions,
): Promise<number> {
  const { store, budgetMs, signal, onProgress, time = timeOnDevice } = options
  const { now = () => performance.now() } = options
  const backend = asWebgpu(tf.backend())
  const key = tuningKey(backend.device.adapterInfo)
  const known = new Map(await store.read(key))
  const wanted = new Map<string, TuningRequest>()
  for (const request of requests) {
    const { shapeClass, variants } = request
    const choice = known.get(shapeClass)
    if (choice !== undefined && variants.includes(choice)) setChoice(shapeClass, choice)
    else if (!wanted.has(shapeClass)) wanted.set(shapeClass, request)
  }
  const start = now()
  let measured = 0
  for (const request of wanted.values()) {
    if (signal?.aborted === true || now() - start > budgetMs) break
    onProgress?.(measured, wanted.size)
    const fastest = await findFastest(backend, request, time)
    setChoice(request.shapeClass, fastest)
    known.set(request.shapeClass, fastest)
    measured++
  }
  if (measured > 0) await store.write(key, known)
  return measured
}

async function findFastest(
  backend: WebGPUBackend,
  { kernel, geometry, variants }: TuningRequest,
  time: NonNullable<TuneOptions['time']>,
): Promise<string> {
  const small = shrink(kernel, geometry)
  const tensors = makeInputs(kernel, small)
  const attributes = { geometry: { ...small }, activation: 'none' }
  const run = (): tf.Tensor => tf.engine().runKernel(kernel, tensors, attributes)
  const best = new Map<string, number>()
  try {
    // In turns, so that a device that slows down does not pick by the order; the first round compiles.
    for (let round = 0; round <= ROUNDS; round++) {
      for (const variant of variants) {
        const stopForcing = forceVariant(variant)
        const ms = await time(backend, run).finally(stopForcing)
        if (round > 0) best.set(variant, Math.min(best.get(variant) ?? Infinity, ms))
      }
    }
  } finally {
    tf.dispose(tensors)
  }
  const [first = ''] = variants
  return variants.reduce(
    (winner, variant) =>
      (best.get(variant) ?? Infinity) < (best.get(winner) ?? Infinity) ? variant : winner,
    first,
  )
}

/**
 * The same layer with a shorter sum, so that no device hangs on it: fewer channels to add, or for a filter's gradient fewer
 * rows of the picture. The outputs, and with them how many tiles there are to share out, stay where they can.
 */
function shrink(kernel: TunedKernel, geometry: ConvolutionGeometry): ConvolutionGeometry {
  const single = { ...geometry, batch: 1 }
  if (flopOf(single) <= MOST_FLOP) return single
  switch (kernel) {
    case 'LimnConvolution':
      return withFewerRows({ ...single, inChannels: fewerChannels(single, single.inChannels) })
    case 'LimnConvolutionInputGradient':
      return withFewerRows({ ...single, outChannels: fewerChannels(single, single.outChannels) })
    case 'LimnConvolutionFilterGradient':
      return withFewerRows(single)
  }
}

/** As many channels as stay below the limit, in fours a group, but 64 a group if there are: sums must stay sums. */
function fewerChannels(geometry: ConvolutionGeometry, channels: number): number {
  const inGroup = channels / geometry.groups
  const affordable = Math.floor((inGroup * MOST_FLOP) / flopOf(geometry) / 4) * 4
  return Math.min(inGroup, Math.max(FEWEST_CHANNELS, affordable)) * geometry.groups
}

function withFewerRows(geometry: ConvolutionGeometry): ConvolutionGeometry {
  const { outHeight, strideDown, filterHeight, dilationDown, padTop } = geometry
  const rows = Math.max(1, Math.floor((outHeight * MOST_FLOP) / flopOf(geometry)))
  if (rows >= outHeight) return geometry
  const reach = (rows - 1) * strideDown + (filterHeight - 1) * dilationDown + 1 - padTop
  return { ...geometry, outHeight: rows, inHeight: Math.min(geometry.inHeight, Math.max(1, reach)) }
}

function flopOf(geometry: ConvolutionGeometry): number {
  return 2 * tf.util.sizeFromShape(outputShape(geometry)) * filterDepth(geometry)
}

function filterDepth({
  filterHeight,
  filterWidth,
  inChannels,
  groups,
}: ConvolutionGeometry): number {
  return (filterHeight * filterWidth * inChannels) / groups
}

function makeInputs(kernel: TunedKernel, geometry: ConvolutionGeometry): tf.NamedTensorMap {
  const noise = (shape: number[]): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', 1)
  switch (kernel) {
    case 'LimnConvolution':
      return { x: noise(inputShape(geometry)), filter: noise(filterShape(geometry)) }
    case 'LimnConvolutionInputGradient':
      return { dy: noise(outputShape(geometry)), filter: noise(filterShape(geometry)) }
    case 'LimnConvolutionFilterGradient':
      return { x: noise(inputShape(geometry)), dy: noise(outputShape(geometry)) }
  }
}
