import type { KernelConfig } from '@tensorflow/tfjs-core'
import { boxAreas, intersectionOf, unionOf } from '../boxIou/overlap.ts'
import { hostKernels, type HostValues } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { scoreKey, thresholdKey } from './scoreKey.ts'

/** Answers [1 + maxOutputSize] int32: the count, then places. Each box meets the kept ones before it, 15 FLOP a pair. */
export const nonMaxSuppressionHost: readonly KernelConfig[] = hostKernels(
  'LimnNonMaxSuppression',
  (inputs, attrs) => {
    const { iouThreshold, scoreThreshold, maxOutputSize } = attributesOf(
      'LimnNonMaxSuppression',
      attrs,
    )
    const boxes = requireInput(inputs, 'boxes')
    const scores = requireInput(inputs, 'scores')
    const classes = inputs['classes']
    return {
      shape: [1 + maxOutputSize],
      dtype: 'int32',
      fill: (output, read) => {
        const values = read(boxes)
        const classOf = classes === undefined ? undefined : read(classes)
        const areas = boxAreas(values)
        const kept: number[] = []
        output.fill(-1)
        for (const box of sortByScore(read(scores), thresholdKey(scoreThreshold))) {
          if (kept.length === maxOutputSize) break
          const isDropped = kept.some((better) => {
            if (classOf?.[better] !== classOf?.[box]) return false
            const shared = intersectionOf(values, better, values, box)
            // torchvision divides in float32 and compares in float64; 0 / 0 is above nothing.
            const union = unionOf(areas[better] ?? 0, areas[box] ?? 0, shared)
            return Math.fround(shared / union) > iouThreshold
          })
          if (isDropped) continue
          kept.push(box)
          output[kept.length] = box
        }
        output[0] = kept.length
      },
    }
  },
)

/** Places of those above the threshold, best first; equal ones as they come. */
function sortByScore(scores: HostValues, threshold: number): Int32Array {
  const keys = Int32Array.from(scores, scoreKey)
  const places = Int32Array.from(scores, (_, place) => place)
  const taking = places.filter((place) => (keys[place] ?? threshold) > threshold)
  return taking.sort((a, b) => (keys[b] ?? 0) - (keys[a] ?? 0) || a - b)
}
