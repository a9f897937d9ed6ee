import { describe, expect, it } from 'vitest'
import type { StoredTensor } from '../checkpoint/safetensors.ts'
import { startingArchitecture } from '../startingArchitecture.ts'
import { changeClasses } from './changeClasses.ts'

const WEIGHT = 'roi_heads.box_predictor.cls_score.weight'
const BOXES = 'roi_heads.box_predictor.bbox_pred.bias'

function tensor(shape: readonly number[], values: readonly number[]): StoredTensor {
  return { dtype: 'F32', shape, data: Float32Array.from(values) }
}

describe('changeClasses', () => {
  const architecture = startingArchitecture({
    size: 'tiny',
    classes: ['background', 'cat', 'dog'],
    imageSize: 64,
  })
  const stateDict = new Map([
    [WEIGHT, tensor([3, 2], [1, 1, 2, 2, 3, 3])],
    [BOXES, tensor([12], [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2])],
    ['backbone.other', tensor([1], [7])],
  ])
  const fresh = new Map([
    [WEIGHT, tensor([3, 2], [9, 9, 9, 9, 9, 9])],
    [
      BOXES,
      tensor(
        [12],
        Array.from({ length: 12 }, () => 9),
      ),
    ],
  ])

  it('keeps the rows of the background and of classes of the same name, wherever they stand', () => {
    const changed = changeClasses({ architecture, stateDict }, ['background', 'dog', 'bird'], fresh)
    expect(changed.kept).toEqual(['dog'])
    expect([...(changed.stateDict.get(WEIGHT)?.data ?? [])]).toEqual([1, 1, 3, 3, 9, 9])
    expect([...(changed.stateDict.get(BOXES)?.data ?? [])]).toEqual([
      0, 0, 0, 0, 2, 2, 2, 2, 9, 9, 9, 9,
    ])
    expect(changed.architecture.classes).toEqual(['background', 'dog', 'bird'])
  })

  it('leaves everything that names no class', () => {
    const changed = changeClasses({ architecture, stateDict }, ['background'], fresh)
    expect(changed.stateDict.get('backbone.other')).toBe(stateDict.get('backbone.other'))
  })
})
