import { expect, it } from 'vitest'
import type { DatasetImage, DatasetObject } from '../../domain/dataset.ts'
import { TORCHVISION_INPUT } from '../maskRcnn/presets.ts'
import { networkExtents } from './networkExtents.ts'

const INPUT = { ...TORCHVISION_INPUT, minSize: 50, maxSize: 100 }

function object(part: Partial<DatasetObject>): DatasetObject {
  return {
    ...{ id: 1, categoryId: 1, area: 1, isCrowd: false, ignore: false, shape: { kind: 'box' } },
    ...{ box: { x: 10, y: 10, width: 40, height: 20 }, ...part },
  }
}

function image(part: Partial<DatasetImage>): DatasetImage {
  const size = { width: 200, height: 100 }
  return { id: 1, name: 'a.png', size, split: 'train', objects: [object({})], ...part }
}

it('says how large objects are as the network sees them, of what a run learns from', () => {
  expect(
    networkExtents(
      [
        image({}),
        image({ split: null, size: { width: 400, height: 100 } }),
        image({ split: 'val' }),
        image({ split: 'test' }),
        image({ objects: [object({ isCrowd: true }), object({ ignore: true })] }),
        image({ objects: [object({ box: { x: 0, y: 0, width: 0, height: 5 } })] }),
      ],
      INPUT,
    ),
  ).toEqual([
    { width: 20, height: 10 },
    // Its longer side binds: 400 pixels become 100.
    { width: 10, height: 5 },
  ])
})
