import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, runProgram, sizeOf } from '../webgpu/asWebgpu.ts'
import { activationGradientWgsl } from './activationGradientWgsl.ts'

/**
 * Twelve bytes and at most 50 FLOP a value, four values an invocation where they divide: memory bounds it. No workgroup
 * memory, a dozen registers.
 */
export const activationGradientWebgpu: KernelConfig = {
  kernelName: 'LimnActivationGradient',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { activation } = attributesOf('LimnActivationGradient', attrs)
    const dy = requireInput(inputs, 'dy')
    const y = requireInput(inputs, 'y')
    const components = sizeOf(dy) % 4 === 0 ? 4 : 1
    return runProgram(asWebgpu(backend), {
      key: `activationGradient_${activation}`,
      outputShape: dy.shape,
      outputComponents: components,
      inputs: [
        { name: 'dy', tensor: dy, components },
        { name: 'y', tensor: y, components },
      ],
      integers: {},
      invocations: sizeOf(dy) / components,
      functions: activationGradientWgsl(activation),
      body:
        components === 4
          ? 'result[index] = activateBack(dy[index], y[index]);'
          : 'result[index] = activateBack(vec4<f32>(dy[index]), vec4<f32>(y[index])).x;',
    })
  },
}
