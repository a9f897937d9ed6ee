import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Activation } from '../activation.ts'
import { ACTIVATION_CODES, kernelsOf } from '../wasm/kernelModule.ts'
import { copyPadded, packedBytes, paddedBytes } from '../wasm/packPanels.ts'
import { addressOf, withScratch } from '../wasm/wasmTensors.ts'
import { writeWalk, type TapWalk } from './tapWalk.ts'

const FLOAT_BYTES = 4
/** Pixels that are gathered at once: their inputs stay in the second-level cache. */
const MOST_PIXELS = 48

export interface WalkRun {
  readonly walk: TapWalk
  readonly source: TensorInfo
  readonly target: TensorInfo
  /** [target pixel]; the walk takes its columns' part. */
  readonly bias?: TensorInfo | undefined
  readonly activation: Activation
  /** Writes the panels of [taps · tap depth, columns]. */
  readonly packFilter: (packed: number, depth: number) => void
}

/** Runs a walk on all threads, in memory of filter and a tile a thread. */
export function runWalk(backend: BackendWasm, run: WalkRun): void {
  const kernels = kernelsOf(backend)
  const { walk, bias } = run
  const depth = walk.down.length * walk.across.length * walk.tapDepth
  const pixels = walk.pictures * walk.height * walk.width
  if (pixels === 0 || walk.columns === 0) return
  // A few tiles a thread, so that none waits long for another; in fours, as the product works.
  const share = Math.ceil(pixels / (kernels.threadCount * 4))
  const tile = Math.min(Math.ceil(share / 4) * 4, MOST_PIXELS)
  const numbers = writeWalk(walk, tile)
  const filterBytes = packedBytes(depth, walk.columns)
  const biasBytes = paddedBytes(walk.columns)
  const ownBytes = kernels.functions.tapScratch(depth, tile) * kernels.threadCount
  withScratch(backend, filterBytes + biasBytes + numbers.byteLength + ownBytes, (packed) => {
    const biasAt = packed + filterBytes
    const numbersAt = biasAt + biasBytes
    run.packFilter(packed, depth)
    if (bias !== undefined) {
      const from = addressOf(backend, bias) + walk.target.channel * FLOAT_BYTES
      copyPadded(kernels, from, walk.columns, biasAt)
    }
    new Int32Array(kernels.memory.buffer, numbersAt, numbers.length).set(numbers)
    kernels.run(
      'convolveTaps',
      [
        ...[numbersAt, addressOf(backend, run.source), packed, bias === undefined ? 0 : biasAt],
        ...[addressOf(backend, run.target), ACTIVATION_CODES[run.activation]],
        numbersAt + numbers.byteLength,
      ],
      Math.ceil(pixels / tile),
    )
  })
}
