import { Add, util } from '@tensorflow/tfjs-core'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import type { WasmOverride } from '../wasm/wasmOverride.ts'
import { addressOf, requireInput } from '../wasm/wasmTensors.ts'

/**
 * Sums of tensors of one shape: residual connections, and gradients that meet. 12 bytes a FLOP, so memory bounds it;
 * TensorFlow.js goes through the broadcasting case, value by value.
 */
export const addOverride: WasmOverride = {
  kernelName: Add,
  compute: ({ inputs, backend: anyBackend }) => {
    const a = requireInput(inputs, 'a')
    const b = requireInput(inputs, 'b')
    const areFloats = a.dtype === 'float32' && b.dtype === 'float32'
    if (!areFloats || !util.arraysEqual(a.shape, b.shape)) return undefined
    const backend = asWasm(anyBackend)
    const y = backend.makeOutput(a.shape, 'float32')
    const addresses = [a, b, y].map((tensor) => addressOf(backend, tensor))
    kernelsOf(backend).run('addValues', addresses, util.sizeFromShape(a.shape))
    return y
  },
}
