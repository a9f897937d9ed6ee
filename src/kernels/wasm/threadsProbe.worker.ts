import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'
import { attention } from '../attention/attention.ts'
import { convolution } from '../convolution/convolution.ts'
import { convolve3x3 } from '../convolution/convolve3x3.ts'
import { gelu } from '../gelu/gelu.ts'
import { installKernels } from '../installKernels.ts'
import { linear } from '../linear/linear.ts'
import { resizeBilinear } from '../resizeBilinear/resizeBilinear.ts'
import { asWasm, kernelsOf } from './kernelModule.ts'
import { startKernelThreads } from './kernelThreads.ts'

/** What the spec beside wants to know; it needs a worker, because a page's own thread must not wait for others. */
export interface ThreadsReport {
  readonly threads: number
  /** Kernels whose results differ from those of one thread. */
  readonly differing: readonly string[]
}

const ramp = (shape: number[]): tf.Tensor =>
  tf.reshape(tf.sin(tf.range(0, tf.util.sizeFromShape(shape))), shape)
const tokens = (count: number): tf.Tensor3D => tf.reshape(ramp([count * 64]), [1, count, 64])

const KERNELS: Readonly<Record<string, () => tf.Tensor>> = {
  gelu: () => gelu(ramp([100_003])),
  linear: () =>
    linear(tf.reshape(ramp([1001 * 32]), [1001, 32]), {
      weight: tf.reshape(ramp([32 * 40]), [32, 40]),
    }),
  convolve3x3: () =>
    convolve3x3(tf.reshape(ramp([31 * 29 * 8]), [1, 31, 29, 8]), {
      filter: tf.reshape(ramp([9 * 8 * 16]), [3, 3, 8, 16]),
    }),
  'convolution and its gradients': () =>
    joined(
      ...tf.grads((x, filter) =>
        convolution(x as tf.Tensor4D, filter as tf.Tensor4D, { strides: 2, padding: 1 }),
      )([tf.reshape(ramp([2 * 21 * 19 * 12]), [2, 21, 19, 12]), ramp([3, 3, 12, 20])]),
      convolution(
        tf.reshape(ramp([2 * 21 * 19 * 12]), [2, 21, 19, 12]),
        tf.reshape(ramp([3 * 3 * 12 * 20]), [3, 3, 12, 20]),
        { padding: 2, dilations: 2, activation: 'relu' },
      ),
    ),
  'depthwise convolution and its gradients': () =>
    joined(
      ...tf.grads((x, filter) =>
        convolution(x as tf.Tensor4D, filter as tf.Tensor4D, { padding: 1, groups: 22 }),
      )([ramp([1, 17, 15, 22]), ramp([3, 3, 1, 22])]),
    ),
  'products of batches': () => tf.matMul(ramp([9, 30, 41]), ramp([9, 50, 41]), false, true),
  'a product of transposed sides': () => tf.matMul(ramp([90, 70]), ramp([33, 90]), true, true),
  resizing: () => resizeBilinear(tf.reshape(ramp([2 * 9 * 11 * 21]), [2, 9, 11, 21]), [17, 30]),
  attention: () =>
    attention({ queries: tokens(90), keys: tokens(33), values: tokens(33), heads: 8 }),
}

function joined(...tensors: tf.Tensor[]): tf.Tensor {
  return tf.concat(tensors.map((tensor) => tf.reshape(tensor, [-1])))
}

const runAll = (): Promise<(readonly [string, Float32Array])[]> =>
  Promise.all(
    Object.entries(KERNELS).map(async ([name, compute]) => {
      const result = tf.tidy(compute)
      return [name, await result.data<'float32'>()] as const
    }),
  )

installKernels()
setWasmPaths({
  'tfjs-backend-wasm.wasm': plainUrl,
  'tfjs-backend-wasm-simd.wasm': simdUrl,
  'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
})
await tf.setBackend('wasm')
const alone = new Map(await runAll())
const threads = await startKernelThreads(kernelsOf(asWasm(tf.backend())), 3)
const differing = new Set<string>()
for (let round = 0; round < 20; round++) {
  for (const [name, values] of await runAll()) {
    const expected = alone.get(name)
    if (expected?.every((value, i) => value === values[i]) !== true) differing.add(name)
  }
}
self.postMessage({ threads, differing: [...differing] } satisfies ThreadsReport)
