import type { KernelConfig } from '@tensorflow/tfjs-core'
import { requireInput } from '../wasm/wasmTensors.ts'
import { activationWgsl } from '../webgpu/activationWgsl.ts'
import { asWebgpu, runProgram, sizeOf } from '../webgpu/asWebgpu.ts'

/**
 * GELU of each element, one an invocation: 8 bytes and about 30 FLOP, so memory bounds it on a GPU, where neighbours
 * read neighbouring values. A handful of registers. Only what no layer's own activation covers comes here.
 */
export const geluWebgpu: KernelConfig = {
  kernelName: 'LimnGelu',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend }) => {
    const x = requireInput(inputs, 'x')
    return runProgram(asWebgpu(backend), {
      key: 'gelu',
      outputShape: x.shape,
      outputComponents: 1,
      inputs: [{ name: 'x', tensor: x, components: 1 }],
      integers: {},
      invocations: sizeOf(x),
      functions: activationWgsl('gelu'),
      body: 'result[index] = activate(vec4<f32>(x[index])).x;',
    })
  },
}
