import { expect, it } from 'vitest'
import { decodeMask } from '../domain/mask/decode.ts'
import { maskIntersection } from '../domain/mask/iou.ts'
import { objectMask } from '../domain/objectMask.ts'
import { drawDataset, drawnSamples } from './drawnDataset.ts'

const options = { seed: 7, count: 10, width: 96, height: 64 }

it('draws the same pictures from the same seed, and others from another', () => {
  const first = drawDataset(options)
  expect(drawDataset(options)).toEqual(first)
  expect(drawDataset({ ...options, seed: 8 }).pictures[0]?.rgb).not.toEqual(first.pictures[0]?.rgb)
})

it('gives every object its exact, visible mask, apart from all others', () => {
  const { pictures } = drawDataset(options)
  for (const { image, rgb } of pictures) {
    expect(rgb.length).toBe(96 * 64 * 3)
    expect(image.objects.length).toBeGreaterThan(0)
    const masks = image.objects.map((object) => objectMask(object, image.size))
    masks.forEach((mask, index) => {
      expect(image.objects[index]?.area).toBeGreaterThan(20)
      for (const other of masks.slice(index + 1)) expect(maskIntersection(mask, other)).toBe(0)
      // One colour under the mask, but for the noise; another outside of it.
      const inside = decodeMask(mask)
      const reds = [...inside].flatMap((value, at) => (value === 1 ? [rgb[3 * at] ?? 0] : []))
      expect(Math.max(...reds) - Math.min(...reds)).toBeLessThanOrEqual(29)
    })
  }
})

it('numbers images and objects uniquely and keeps the last fifth for validation', () => {
  const { dataset } = drawDataset(options)
  const ids = dataset.images.flatMap(({ objects }) => objects.map(({ id }) => id))
  expect(new Set(ids).size).toBe(ids.length)
  expect(dataset.images.map(({ split }) => split)).toEqual([
    ...Array.from({ length: 8 }, () => 'train'),
    'val',
    'val',
  ])
})

it('becomes training samples whose labels count the classes from 1', () => {
  const drawn = drawDataset(options)
  const samples = drawnSamples(drawn)
  expect(samples).toHaveLength(10)
  const [first] = samples
  const objects = drawn.dataset.images[0]?.objects ?? []
  expect(first?.objects.map(({ label }) => label)).toEqual(
    objects.map(({ categoryId }) => categoryId),
  )
  expect(first?.objects.map(({ box }) => box)).toEqual(objects.map(({ box }) => box))
})
