import * as tf from '@tensorflow/tfjs-core'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, requireInput } from '../wasm/wasmTensors.ts'

export const geluWasm: tf.KernelConfig = {
  kernelName: 'LimnGelu',
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const x = requireInput(inputs, 'x')
    const y = backend.makeOutput(x.shape, 'float32')
    const size = tf.util.sizeFromShape(x.shape)
    kernelsOf(backend).run('gelu', [addressOf(backend, x), addressOf(backend, y)], size)
    return y
  },
}
