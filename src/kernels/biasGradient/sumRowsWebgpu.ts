import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import { util, type TensorInfo } from '@tensorflow/tfjs-core'
import { runProgram } from '../webgpu/asWebgpu.ts'

/** Rows that one invocation of a pass sums at most: short enough for float32, long enough to be few. */
const ROWS = 128

/**
 * [rows, columns] summed over the rows, in passes of at most 128 rows an invocation and in a fixed order, so that a run
 * repeats bit for bit: one FLOP and four bytes a value, each read once; neighbours read neighbouring columns. The later
 * passes are 1/128 of the first. Four registers or so; 256 x 256 x 64 values are 8,192 invocations in the first pass.
 */
export function sumRows(
  backend: WebGPUBackend,
  values: TensorInfo,
  outputShape: readonly number[],
): TensorInfo {
  const columns = util.sizeFromShape([...outputShape])
  const components = columns % 4 === 0 ? 4 : 1
  const vectors = columns / components
  let partial = values
  let rows = util.sizeFromShape(values.shape) / columns
  do {
    const sums = Math.ceil(rows / ROWS)
    const next = runProgram(backend, {
      key: 'sumRows',
      outputShape: sums === 1 ? outputShape : [sums, columns],
      outputComponents: components,
      inputs: [{ name: 'values', tensor: partial, components }],
      integers: { rows, vectors },
      invocations: sums * vectors,
      body: `
        let column = index % uniforms.vectors;
        let first = (index / uniforms.vectors) * ${ROWS};
        var sum = values[first * uniforms.vectors + column];
        for (var row = first + 1; row < min(first + ${ROWS}, uniforms.rows); row++) {
          sum += values[row * uniforms.vectors + column];
        }
        result[index] = sum;`,
    })
    if (partial !== values) backend.disposeData(partial.dataId)
    partial = next
    rows = sums
  } while (rows > 1)
  return partial
}
