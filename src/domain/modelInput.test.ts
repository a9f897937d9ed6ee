import { expect, it } from 'vitest'
import type { LibraryModel } from './libraryModel.ts'
import { inputFault, modelInputOf, type ModelInput } from './modelInput.ts'

const model: LibraryModel = {
  id: 'm',
  name: 'M',
  family: 'mask-rcnn',
  architecture: {
    input: { minSize: 800, maxSize: 1333 },
    anchors: { sizes: [[32], [64]], aspectRatios: [0.5, 1, 2] },
  },
  classes: ['background', 'thing'],
  parameters: 1,
  createdAt: 0,
  origin: { kind: 'imported', fileName: 'm.pth', format: 'pytorch' },
  sha256: '',
  bytes: 1,
}
const input: ModelInput = {
  minSize: 800,
  maxSize: 1333,
  anchorSizes: [[32], [64]],
  aspectRatios: [0.5, 1, 2],
}

it('reads what a Mask R-CNN was given, and nothing from another model', () => {
  expect(modelInputOf(model)).toEqual(input)
  expect(modelInputOf({ ...model, family: 'unet' })).toBeNull()
  expect(modelInputOf({ ...model, architecture: {} })).toBeNull()
})

it('takes other sizes and as many anchors a place in another way', () => {
  expect(inputFault({ ...input, minSize: 256, maxSize: 256 }, input)).toBeNull()
  const three = {
    anchorSizes: [
      [8, 16, 24],
      [32, 48, 64],
    ],
    aspectRatios: [1],
  }
  expect(inputFault({ ...input, ...three }, input)).toBeNull()
})

it.each([
  [{ minSize: 900, maxSize: 800 }, /longer side/],
  [{ minSize: 0.5 }, /whole numbers/],
  [{ minSize: Number.NaN }, /whole numbers/],
  [{ anchorSizes: [[32]] }, /2 levels/],
  [{ anchorSizes: [[32], [-1]] }, /sides from 1/],
  [{ aspectRatios: [1] }, /made for 3 anchors/],
  [{ anchorSizes: [[32], [64, 65]] }, /made for 3 anchors/],
])('says what is wrong with %j', (change, fault) => {
  expect(inputFault({ ...input, ...change }, input)).toMatch(fault)
})
