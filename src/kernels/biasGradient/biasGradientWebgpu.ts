import type { KernelConfig } from '@tensorflow/tfjs-core'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, makeZeros, sizeOf } from '../webgpu/asWebgpu.ts'
import { sumRows } from './sumRowsWebgpu.ts'

export const biasGradientWebgpu: KernelConfig = {
  kernelName: 'LimnBiasGradient',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend }) => {
    const dy = requireInput(inputs, 'dy')
    const channels = dy.shape.at(-1) ?? 1
    if (sizeOf(dy) === 0) return makeZeros(asWebgpu(backend), [channels])
    return sumRows(asWebgpu(backend), dy, [channels])
  },
}
