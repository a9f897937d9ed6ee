import type { KernelConfig } from '@tensorflow/tfjs-core'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, componentsOf, makeZeros, runProgram, sizeOf } from '../webgpu/asWebgpu.ts'

/** Rows that one invocation of the first pass sums at most: short enough for float32, long enough to be few. */
const ROWS = 128

/**
 * Column sums in passes of at most 128 rows an invocation, in a fixed order, so that a run repeats bit for bit: one FLOP
 * and four bytes a value, each read once; neighbours read neighbouring channels. The later passes are 1/128 of the
 * first. Four registers or so; 256 x 256 x 64 values are 8,192 invocations in the first pass.
 */
export const biasGradientWebgpu: KernelConfig = {
  kernelName: 'LimnBiasGradient',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const dy = requireInput(inputs, 'dy')
    const channels = dy.shape.at(-1) ?? 1
    if (sizeOf(dy) === 0) return makeZeros(backend, [channels])
    const components = componentsOf(dy)
    const vectors = channels / components
    let partial = dy
    let rows = sizeOf(dy) / channels
    do {
      const sums = Math.ceil(rows / ROWS)
      const next = runProgram(backend, {
        key: 'biasGradient',
        outputShape: sums === 1 ? [channels] : [sums, channels],
        outputComponents: components,
        inputs: [{ name: 'dy', tensor: partial, components }],
        integers: { rows, vectors },
        invocations: sums * vectors,
        body: `
          let channel = index % uniforms.vectors;
          let first = (index / uniforms.vectors) * ${ROWS};
          var sum = dy[first * uniforms.vectors + channel];
          for (var row = first + 1; row < min(first + ${ROWS}, uniforms.rows); row++) {
            sum += dy[row * uniforms.vectors + channel];
          }
          result[index] = sum;`,
      })
      if (partial !== dy) backend.disposeData(partial.dataId)
      partial = next
      rows = sums
    } while (rows > 1)
    return partial
  },
}
