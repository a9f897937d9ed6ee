import type { KernelConfig } from '@tensorflow/tfjs-core'
import { asWasm } from '../wasm/kernelModule.ts'
import { sumChannels } from '../wasm/sumChannels.ts'
import { readFloats, requireInput } from '../wasm/wasmTensors.ts'

export const biasGradientWasm: KernelConfig = {
  kernelName: 'LimnBiasGradient',
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const { sums } = sumChannels(backend, requireInput(inputs, 'dy'))
    const answer = backend.makeOutput([sums.length], 'float32')
    readFloats(backend, answer).set(sums)
    return answer
  },
}
