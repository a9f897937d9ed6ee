import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels } from '../host/hostKernels.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { boxAreas, intersectionOf, unionOf } from './overlap.ts'

/** Row by row: 15 FLOP a pair; the boxes of `b` stay in the cache. */
export const boxIouHost: readonly KernelConfig[] = hostKernels('LimnBoxIou', (inputs) => {
  const a = requireInput(inputs, 'a')
  const b = requireInput(inputs, 'b')
  const [rows = 0] = a.shape
  const [columns = 0] = b.shape
  return {
    shape: [rows, columns],
    dtype: 'float32',
    fill: (output, read) => {
      const left = read(a)
      const right = read(b)
      const leftAreas = boxAreas(left)
      const rightAreas = boxAreas(right)
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          const shared = intersectionOf(left, i, right, j)
          const union = unionOf(leftAreas[i] ?? 0, rightAreas[j] ?? 0, shared)
          output[i * columns + j] = union === 0 ? 0 : shared / union
        }
      }
    },
  }
})
