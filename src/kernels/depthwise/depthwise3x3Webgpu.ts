import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { activationWgsl } from '../webgpu/activationWgsl.ts'
import { asWebgpu, runProgram } from '../webgpu/asWebgpu.ts'

/**
 * A 3x3 filter a channel: 18 FLOP and 8 bytes a value before caches. An invocation is four channels of one pixel, ten
 * vectors read and one written; neighbours take the next channels of the same pixel, so a GPU reads whole lines, and
 * the rows above and below come from its cache.
 */
export const depthwise3x3Webgpu: KernelConfig = {
  kernelName: 'LimnDepthwise3x3',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { stride, activation } = attributesOf('LimnDepthwise3x3', attrs)
    const x = requireInput(inputs, 'x')
    const filter = requireInput(inputs, 'filter')
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
    if (batch !== 1) throw new Error(`The depthwise kernel takes one picture, not ${batch}.`)
    const outHeight = Math.floor((height - 1) / stride) + 1
    const outWidth = Math.floor((width - 1) / stride) + 1
    const vectors = channels / 4
    return runProgram(asWebgpu(backend), {
      key: `depthwise3x3_${activation}`,
      outputShape: [1, outHeight, outWidth, channels],
      outputComponents: 4,
      inputs: [
        { name: 'x', tensor: x, components: 4 },
        { name: 'weight', tensor: { ...filter, shape: [9, channels] }, components: 4 },
        { name: 'bias', tensor: requireInput(inputs, 'bias'), components: 4 },
      ],
      integers: { height, width, vectors, stride, outWidth },
      invocations: outHeight * outWidth * vectors,
      functions: activationWgsl(activation),
      body: `
        let channel = index % uniforms.vectors;
        let pixel = index / uniforms.vectors;
        let top = (pixel / uniforms.outWidth) * uniforms.stride - 1;
        let left = (pixel % uniforms.outWidth) * uniforms.stride - 1;
        var sum = bias[channel];
        for (var tap = 0; tap < 9; tap++) {
          let inY = top + tap / 3;
          let inX = left + tap % 3;
          if (inY >= 0 && inY < uniforms.height && inX >= 0 && inX < uniforms.width) {
            sum += x[(inY * uniforms.width + inX) * uniforms.vectors + channel]
              * weight[tap * uniforms.vectors + channel];
          }
        }
        result[index] = activate(sum);`,
    })
  },
}
