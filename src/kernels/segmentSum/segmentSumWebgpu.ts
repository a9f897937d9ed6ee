import { util, type KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, runProgram, sizeOf } from '../webgpu/asWebgpu.ts'

/**
 * Sums without float atomics, whose order differs from run to run. Rows are chained first, each to the next of its
 * segment (rows² / 2 comparisons at most: 0.13 million for 512 boxes) and each segment to its first row (segments · rows
 * at most); ids are read as broadcasts. Then a value of the answer walks its chain and adds in order, 1 FLOP and 4 bytes
 * a value of x, neighbours neighbouring values. A dozen registers, no workgroup memory.
 */
export const segmentSumWebgpu: KernelConfig = {
  kernelName: 'LimnSegmentSum',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const { batch, outer, rows, width, segments } = attributesOf('LimnSegmentSum', attrs)
    const x = requireInput(inputs, 'x')
    const dtype = x.dtype === 'int32' ? 'int32' : 'float32'
    const outputShape = [batch, outer, segments, width]
    if (sizeOf(x) === 0) {
      const size = util.sizeFromShape(outputShape)
      const zeros = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)
      return backend.makeTensorInfo(outputShape, dtype, zeros)
    }
    const links = rows + segments
    const next = runProgram(backend, {
      key: 'segmentSumChain',
      outputShape: [batch, links],
      outputComponents: 1,
      outputType: 'int32',
      inputs: [{ name: 'ids', tensor: requireInput(inputs, 'ids'), components: 1 }],
      integers: { rows, links },
      invocations: batch * links,
      body: `
        // The first places lead from row to row, the rest from segments to their first rows.
        let place = index % uniforms.links;
        let own = index / uniforms.links * uniforms.rows;
        let isRow = place < uniforms.rows;
        var segment = place - uniforms.rows;
        if (isRow) { segment = ids[own + place]; }
        var row = select(0, place + 1, isRow);
        while (row < uniforms.rows && ids[own + row] != segment) { row++; }
        result[index] = row;`,
    })
    const type = dtype === 'int32' ? 'i32' : 'f32'
    const sums = runProgram(backend, {
      key: `segmentSum_${type}`,
      outputShape,
      outputComponents: 1,
      outputType: dtype,
      inputs: [
        { name: 'x', tensor: x, components: 1 },
        { name: 'next', tensor: next, components: 1 },
      ],
      integers: { rows, links, width, segments, outer },
      invocations: batch * outer * segments * width,
      body: `
        let column = index % uniforms.width;
        let line = index / uniforms.width;
        let segment = line % uniforms.segments;
        let block = line / uniforms.segments;
        let links = block / uniforms.outer * uniforms.links;
        var sum = ${type}(0);
        var row = next[links + uniforms.rows + segment];
        while (row < uniforms.rows) {
          sum += x[(block * uniforms.rows + row) * uniforms.width + column];
          row = next[links + row];
        }
        result[index] = sum;`,
    })
    backend.disposeData(next.dataId)
    return sums
  },
}
