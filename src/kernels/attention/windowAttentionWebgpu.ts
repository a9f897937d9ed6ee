import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, runProgram } from '../webgpu/asWebgpu.ts'
import { onlineSoftmaxWgsl } from './onlineSoftmaxWgsl.ts'

/**
 * Attention inside windows in 4 · pixels · heads · windowSide² · depth FLOP. An invocation is one pixel's query in one
 * head (depth 32: 16 vectors of registers); it walks over its window with an online softmax, so neither windows nor
 * scores are ever stored. Pixels of a window read the same keys, which stay in a GPU's cache.
 */
export const windowAttentionWebgpu: KernelConfig = {
  kernelName: 'LimnWindowAttention',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { height, width, heads, windowSide } = attributesOf('LimnWindowAttention', attrs)
    const qkv = requireInput(inputs, 'qkv')
    const vectors = (qkv.shape[1] ?? 0) / heads / 12
    const softmax = onlineSoftmaxWgsl(vectors)
    const seeFrom = (source: string, place: string): string =>
      softmax.see({
        key: (i) => `${source}[${place} + ${vectors + i}]`,
        value: (i) => `${source}[${place} + ${2 * vectors + i}]`,
        bias: 'bias[biasAt + key]',
      })
    return runProgram(asWebgpu(backend), {
      key: `windowAttention_${vectors}`,
      outputShape: [height * width, heads * vectors * 4],
      outputComponents: 4,
      inputs: [
        { name: 'qkv', tensor: qkv, components: 4 },
        { name: 'bias', tensor: requireInput(inputs, 'bias'), components: 1 },
        { name: 'outside', tensor: requireInput(inputs, 'outside'), components: 4 },
      ],
      integers: { height, width, heads, windowSide },
      invocations: height * width * heads,
      body: `
        let head = index % uniforms.heads;
        let pixel = index / uniforms.heads;
        let side = uniforms.windowSide;
        let cells = side * side;
        let y = pixel / uniforms.width;
        let x = pixel % uniforms.width;
        let top = (y / side) * side;
        let left = (x / side) * side;
        let headAt = head * ${3 * vectors};
        let pixelVectors = uniforms.heads * ${3 * vectors};
        let biasAt = (head * cells + (y - top) * side + x - left) * cells;
        let queryAt = pixel * pixelVectors + headAt;
        ${softmax.start((i) => `qkv[queryAt + ${i}]`)}
        for (var key = 0; key < cells; key++) {
          let keyY = top + key / side;
          let keyX = left + key % side;
          if (keyY < uniforms.height && keyX < uniforms.width) {
            let at = (keyY * uniforms.width + keyX) * pixelVectors + headAt;
            ${seeFrom('qkv', 'at')}
          } else {
            ${seeFrom('outside', 'headAt')}
          }
        }
        let to = index * ${vectors};
        ${softmax.eachVector((i) => `result[to + ${i}] = mix${i} / total;`)}`,
    })
  },
}
