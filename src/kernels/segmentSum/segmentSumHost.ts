import { UnsortedSegmentSum, util, type KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels, type HostResult, type HostValues } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import type { SegmentSumAttributes } from './segmentSum.ts'

/** One addition and 8 bytes a value; rows are added as they come. */
export const segmentSumHost: readonly KernelConfig[] = [
  ...hostKernels('LimnSegmentSum', (inputs, attrs): HostResult => {
    const options = attributesOf('LimnSegmentSum', attrs)
    const x = requireInput(inputs, 'x')
    const ids = requireInput(inputs, 'ids')
    return {
      shape: [options.batch, options.outer, options.segments, options.width],
      dtype: x.dtype === 'int32' ? 'int32' : 'float32',
      fill: (output, read) => {
        addRows(options, read(x), read(ids), output)
      },
    }
  }),
  // TensorFlow.js has its own for the CPU, and none for WebAssembly.
  ...hostKernels(UnsortedSegmentSum, (inputs, attrs): HostResult => {
    const { numSegments: segments } = attributesOf('UnsortedSegmentSum', attrs)
    const x = requireInput(inputs, 'x')
    const ids = requireInput(inputs, 'segmentIds')
    const [rows = 0, ...inner] = x.shape
    const options = { batch: 1, outer: 1, rows, width: util.sizeFromShape(inner), segments }
    return {
      shape: [segments, ...inner],
      dtype: x.dtype === 'int32' ? 'int32' : 'float32',
      fill: (output, read) => {
        addRows(options, read(x), read(ids), output)
      },
    }
  }).filter(({ backendName }) => backendName === 'wasm'),
]

function addRows(
  { batch, outer, rows, width, segments }: SegmentSumAttributes,
  x: HostValues,
  ids: HostValues,
  output: HostValues,
): void {
  for (let block = 0; block < batch * outer; block++) {
    const own = Math.floor(block / outer) * rows
    for (let row = 0; row < rows; row++) {
      const segment = ids[own + row] ?? -1
      if (segment < 0 || segment >= segments) continue
      const from = (block * rows + row) * width
      const to = (block * segments + segment) * width
      for (let i = 0; i < width; i++) output[to + i] = (output[to + i] ?? 0) + (x[from + i] ?? 0)
    }
  }
}
