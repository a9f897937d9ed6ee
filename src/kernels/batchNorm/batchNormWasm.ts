import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { channelMoments, sumChannels } from '../wasm/sumChannels.ts'
import { addressOf, readFloats, requireInput } from '../wasm/wasmTensors.ts'

/** The kernels of batch norm, forward and back, on all threads; assembly/channelSums.ts has their costs. */
export const batchNormWasm: readonly KernelConfig[] = [
  {
    kernelName: 'LimnChannelMoments',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend: anyBackend }) => {
      const backend = asWasm(anyBackend)
      const { means, variances } = channelMoments(backend, requireInput(inputs, 'x'))
      return twoRows(backend, means, variances)
    },
  },
  {
    kernelName: 'LimnChannelSums',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend: anyBackend }) => {
      const backend = asWasm(anyBackend)
      const pair = { other: requireInput(inputs, 'x'), mean: requireInput(inputs, 'mean') }
      const { sums, products } = sumChannels(backend, requireInput(inputs, 'dy'), pair)
      return twoRows(backend, sums, products)
    },
  },
  {
    kernelName: 'LimnChannelAffine',
    backendName: 'wasm',
    kernelFunc: ({ inputs, backend: anyBackend }) => {
      const backend = asWasm(anyBackend)
      const x = requireInput(inputs, 'x')
      const slope = requireInput(inputs, 'slope')
      const y = backend.makeOutput(x.shape, 'float32')
      const optional = (name: string): number => addressOf(backend, inputs[name])
      kernelsOf(backend).run(
        'moveChannels',
        [
          ...[addressOf(backend, x), optional('mean'), addressOf(backend, slope)],
          ...[optional('shift'), optional('dy'), optional('gain'), addressOf(backend, y)],
          slope.shape[0] ?? 0,
        ],
        util.sizeFromShape(x.shape.slice(0, -1)),
      )
      return y
    },
  },
]

/** [2, channels] */
function twoRows(backend: BackendWasm, first: Float64Array, second: Float64Array): TensorInfo {
  const answer = backend.makeOutput([2, first.length], 'float32')
  const values = readFloats(backend, answer)
  values.set(first)
  values.set(second, first.length)
  return answer
}
