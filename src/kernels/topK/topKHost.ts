import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { scoreKey } from '../nonMaxSuppression/scoreKey.ts'
import { requireInput } from '../wasm/wasmTensors.ts'

/** A sort of each row's places: n log n comparisons. */
export const topKHost: readonly KernelConfig[] = hostKernels('LimnTopK', (inputs, attrs) => {
  const { k } = attributesOf('LimnTopK', attrs)
  const x = requireInput(inputs, 'x')
  const [rows = 0, columns = 0] = x.shape
  return {
    shape: [rows, k],
    dtype: 'int32',
    fill: (output, read) => {
      const keys = Int32Array.from(read(x), scoreKey)
      for (let row = 0; row < rows; row++) {
        const own = keys.subarray(row * columns, (row + 1) * columns)
        const places = Int32Array.from({ length: columns }, (_, i) => i)
        places.sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0) || a - b)
        output.set(places.subarray(0, k), row * k)
      }
    },
  }
})
