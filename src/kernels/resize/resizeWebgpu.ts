import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, componentsOf, runProgram } from '../webgpu/asWebgpu.ts'
import { outputsOfCells, resizeAxis, TAP } from './resizeAxis.ts'

/**
 * One vector of four channels of one output an invocation (one channel where they do not divide by four): 4 reads, 1
 * write and 8 FLOP a value. The cells and shares of each axis are reckoned once on the processor (16 bytes an output
 * row and column), so that every backend takes the same cells. Bound by memory; a dozen registers, no workgroup memory.
 */
export const resizeWebgpu: KernelConfig = {
  kernelName: 'LimnResize',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const { inputShape, outputSize, mode } = attributesOf('LimnResize', attrs)
    const x = requireInput(inputs, 'x')
    const components = componentsOf(x)
    const [batch, height, width, channels] = inputShape
    const [outHeight, outWidth] = outputSize
    const vectors = channels / components
    const tables = [
      makeTable(backend, resizeAxis(height, outHeight, mode), TAP),
      makeTable(backend, resizeAxis(width, outWidth, mode), TAP),
    ] as const
    const y = runProgram(backend, {
      key: 'resize',
      outputShape: [batch, outHeight, outWidth, channels],
      outputComponents: components,
      inputs: [
        { name: 'x', tensor: x, components },
        { name: 'rows', tensor: tables[0], components: TAP },
        { name: 'columns', tensor: tables[1], components: TAP },
      ],
      integers: { vectors, height, width, outHeight, outWidth },
      invocations: batch * outHeight * outWidth * vectors,
      body: `
        let channel = index % uniforms.vectors;
        let place = index / uniforms.vectors;
        let column = columns[place % uniforms.outWidth];
        let line = place / uniforms.outWidth;
        let row = rows[line % uniforms.outHeight];
        let picture = line / uniforms.outHeight * uniforms.height;
        let top = (picture + i32(row.x)) * uniforms.width;
        let bottom = (picture + i32(row.y)) * uniforms.width;
        let left = i32(column.x);
        let right = i32(column.y);
        let upper = x[(top + left) * uniforms.vectors + channel] * (1.0 - column.z)
          + x[(top + right) * uniforms.vectors + channel] * column.z;
        let lower = x[(bottom + left) * uniforms.vectors + channel] * (1.0 - column.z)
          + x[(bottom + right) * uniforms.vectors + channel] * column.z;
        result[index] = upper * (1.0 - row.z) + lower * row.z;`,
    })
    for (const { dataId } of tables) backend.disposeData(dataId)
    return y
  },
}

/**
 * What the cells get back: each gathers from the outputs that took from it (2 x 2 to 4 x 4 of them when a map is
 * doubled), in one order, so that nothing is added in a race. 2 FLOP and 4 bytes an output and value. The tables say
 * which outputs those are. About 20 registers, no workgroup memory.
 */
export const resizeGradWebgpu: KernelConfig = {
  kernelName: 'LimnResizeGrad',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const { inputShape, outputSize, mode } = attributesOf('LimnResizeGrad', attrs)
    const dy = requireInput(inputs, 'dy')
    const components = componentsOf(dy)
    const type = components === 4 ? 'vec4<f32>' : 'f32'
    const [batch, height, width, channels] = inputShape
    const [outHeight, outWidth] = outputSize
    const vectors = channels / components
    const rows = resizeAxis(height, outHeight, mode)
    const columns = resizeAxis(width, outWidth, mode)
    const tables = [
      makeTable(backend, rows, TAP),
      makeTable(backend, columns, TAP),
      makeTable(backend, outputsOfCells(rows, height), 2),
      makeTable(backend, outputsOfCells(columns, width), 2),
    ] as const
    const dx = runProgram(backend, {
      key: 'resizeGrad',
      outputShape: inputShape,
      outputComponents: components,
      inputs: [
        { name: 'dy', tensor: dy, components },
        { name: 'rows', tensor: tables[0], components: TAP },
        { name: 'columns', tensor: tables[1], components: TAP },
        { name: 'down', tensor: tables[2], components: 1 },
        { name: 'across', tensor: tables[3], components: 1 },
      ],
      integers: { vectors, height, width, outHeight, outWidth },
      invocations: batch * height * width * vectors,
      functions: `
        fn shareOf(tap : vec4<f32>, cell : f32) -> f32 {
          return select(0.0, 1.0 - tap.z, tap.x == cell) + select(0.0, tap.z, tap.y == cell);
        }`,
      body: `
        let channel = index % uniforms.vectors;
        let cell = index / uniforms.vectors;
        let cellX = cell % uniforms.width;
        let cellY = (cell / uniforms.width) % uniforms.height;
        let picture = cell / (uniforms.width * uniforms.height) * uniforms.outHeight;
        var sum = ${type}(0.0);
        for (var y = i32(down[cellY * 2]); y <= i32(down[cellY * 2 + 1]); y++) {
          let rowShare = shareOf(rows[y], f32(cellY));
          for (var i = i32(across[cellX * 2]); i <= i32(across[cellX * 2 + 1]); i++) {
            let share = rowShare * shareOf(columns[i], f32(cellX));
            sum += share * dy[((picture + y) * uniforms.outWidth + i) * uniforms.vectors + channel];
          }
        }
        result[index] = sum;`,
    })
    for (const { dataId } of tables) backend.disposeData(dataId)
    return dx
  },
}

function makeTable(backend: WebGPUBackend, values: Float32Array, columns: number): TensorInfo {
  return backend.makeTensorInfo([values.length / columns, columns], 'float32', values)
}
