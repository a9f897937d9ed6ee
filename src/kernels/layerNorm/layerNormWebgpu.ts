import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { activationWgsl } from '../webgpu/activationWgsl.ts'
import { asWebgpu, runProgram } from '../webgpu/asWebgpu.ts'

/**
 * Layer norm, one row an invocation: a pass each for the mean, the variance and the answer, 8 FLOP and 16 bytes a value
 * (the second and third pass find the row in the cache), a dozen registers. The two-pass variance is as exact as the
 * stock one. A laptop GPU has a row for each lane (4096 and more of them) and is bound by memory.
 */
export const layerNormWebgpu: KernelConfig = {
  kernelName: 'LimnLayerNorm',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { epsilon, activation } = attributesOf('LimnLayerNorm', attrs)
    const x = requireInput(inputs, 'x')
    const [rows = 0, columns = 0] = x.shape
    return runProgram(asWebgpu(backend), {
      key: `layerNorm_${activation}_${epsilon}`,
      outputShape: x.shape,
      outputComponents: 4,
      inputs: [
        { name: 'x', tensor: x, components: 4 },
        { name: 'weight', tensor: requireInput(inputs, 'weight'), components: 4 },
        { name: 'bias', tensor: requireInput(inputs, 'bias'), components: 4 },
      ],
      integers: { vectors: columns / 4 },
      invocations: rows,
      functions: activationWgsl(activation),
      body: `
        let source = index * uniforms.vectors;
        let share = 1.0 / f32(uniforms.vectors * 4);
        var sums = vec4<f32>(0.0);
        for (var i = 0; i < uniforms.vectors; i++) { sums += x[source + i]; }
        let mean = dot(sums, vec4<f32>(share));
        var squares = vec4<f32>(0.0);
        for (var i = 0; i < uniforms.vectors; i++) {
          let centred = x[source + i] - mean;
          squares += centred * centred;
        }
        let scale = 1.0 / sqrt(dot(squares, vec4<f32>(share)) + f32(${epsilon}));
        for (var i = 0; i < uniforms.vectors; i++) {
          result[source + i] = activate((x[source + i] - mean) * scale * weight[i] + bias[i]);
        }`,
    })
  },
}
