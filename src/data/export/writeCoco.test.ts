import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ImageSize } from '../../domain/image.ts'
import type { Instance } from '../../domain/instance.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import { maskIou } from '../../domain/mask/iou.ts'
import { traceOutline } from '../../domain/mask/outline.ts'
import { polygonsToMask } from '../../domain/mask/polygon.ts'
import { polygonsOf } from './polygonsOf.ts'
import { readCoco } from './readCoco.ts'
import { writeCoco } from './writeCoco.ts'

const date = new Date('2026-11-22T12:00:00Z')
const version = '1.2.3'

function instanceOf(
  size: ImageSize,
  isInside: (x: number, y: number) => boolean,
  { label = 'sheep', score = 0.875 }: { label?: string; score?: number | null } = {},
): Instance {
  const bitmap = new Uint8Array(size.width * size.height).map((_, at) =>
    isInside((at % size.width) + 0.5, Math.floor(at / size.width) + 0.5) ? 1 : 0,
  )
  const mask = encodeMask(bitmap, size)
  const box = maskBox(mask)
  return {
    id: label,
    label,
    score,
    origin: 'detected',
    mask,
    box,
    detectionBox: box,
    area: maskArea(mask),
    outline: traceOutline(mask),
    predictedIou: 0.9,
    logitsId: null,
    prompt: { points: [], box: null },
  }
}

const size = { width: 120, height: 90 }
const blob = (cx: number, cy: number, radius: number) => (x: number, y: number) => {
  const angle = Math.atan2(y - cy, x - cx)
  return Math.hypot(x - cx, y - cy) < radius * (1 + 0.25 * Math.sin(5 * angle))
}
const ring = (x: number, y: number) => {
  const distance = Math.hypot(x - 60, y - 45)
  return distance < 40 && distance > 15
}
const twoParts = (x: number, y: number) => blob(30, 40, 15)(x, y) || blob(90, 50, 20)(x, y)

describe('polygonsOf', () => {
  it.each([4, 8, 20, 60, 200])(
    'gives polygons that fill back to a shape of radius %d',
    (radius) => {
      const large = { width: 3 * radius, height: 3 * radius }
      const instance = instanceOf(large, blob(1.5 * radius, 1.5 * radius, radius))
      const polygons = polygonsOf(instance) ?? []
      const again = polygonsToMask(polygons, large)
      expect(maskIou(again, instance.mask)).toBeGreaterThan(0.99)
    },
  )

  it('needs a fraction of the corners of a large shape', () => {
    const large = { width: 600, height: 600 }
    const instance = instanceOf(large, blob(300, 300, 200))
    const corners = (polygonsOf(instance)?.[0]?.length ?? 0) / 2
    expect(corners).toBeLessThan((instance.outline[0]?.length ?? 0) / 2 / 4)
  })

  it('keeps every part of an object', () => {
    expect(polygonsOf(instanceOf(size, twoParts))).toHaveLength(2)
  })

  it('declines holes and emptiness', () => {
    expect(polygonsOf(instanceOf(size, ring))).toBeNull()
    expect(polygonsOf(instanceOf(size, () => false))).toBeNull()
  })

  it('loses not a pixel where it keeps every corner', () => {
    const pixels = fc.uint8Array({ minLength: 100, maxLength: 100, max: 1 })
    fc.assert(
      fc.property(pixels, (bitmap) => {
        const small = { width: 10, height: 10 }
        const instance = instanceOf(
          small,
          (x, y) => bitmap[Math.floor(y) * 10 + Math.floor(x)] === 1,
        )
        const outer = instance.outline
        fc.pre(polygonsOf(instance) !== null)
        expect(polygonsToMask(outer, small)).toEqual(instance.mask)
      }),
    )
  })
})

describe('writeCoco', () => {
  const pictures = [
    {
      name: 'a.jpg',
      size,
      instances: [
        instanceOf(size, blob(60, 45, 30)),
        instanceOf(size, ring, { label: 'gnome', score: null }),
      ],
    },
    { name: 'empty.png', size: { width: 5, height: 4 }, instances: [] },
    { name: 'b.jpg', size, instances: [instanceOf(size, twoParts, { label: 'anvil' })] },
  ]

  it('writes what pycocotools reads', async () => {
    const dataset = await writeCoco(pictures, { segmentation: 'polygons', version, date })
    expect(dataset.info).toMatchObject({ version, year: 2026, date_created: date.toISOString() })
    expect(dataset.images[1]).toEqual({ id: 2, file_name: 'empty.png', width: 5, height: 4 })
    expect(dataset.categories.map(({ id, name }) => [id, name])).toEqual([
      [20, 'sheep'],
      [1000, 'anvil'],
      [1001, 'gnome'],
    ])
    const [sheep, gnome, anvil] = dataset.annotations
    expect(sheep).toMatchObject({ id: 1, image_id: 1, category_id: 20, iscrowd: 0, score: 0.875 })
    expect(sheep?.area).toBe(pictures[0]?.instances[0]?.area)
    expect(Array.isArray(sheep?.segmentation)).toBe(true)
    expect(gnome).not.toHaveProperty('score')
    expect(gnome?.segmentation).toMatchObject({ size: [90, 120] })
    expect(anvil).toMatchObject({ id: 3, image_id: 3, category_id: 1000 })
  })

  it.each(['polygons', 'rle'] as const)('is read back as it was: %s', async (segmentation) => {
    const dataset = await writeCoco(pictures, { segmentation, version, date })
    const again = readCoco(JSON.stringify(dataset))
    expect(again.map(({ name, size: read }) => [name, read])).toEqual(
      pictures.map(({ name, size: written }) => [name, written]),
    )
    again.forEach(({ objects }, index) => {
      const instances = pictures[index]?.instances ?? []
      expect(objects.map(({ label, score }) => [label, score])).toEqual(
        instances.map(({ label, score }) => [label, score]),
      )
      objects.forEach(({ mask }, at) => {
        const original = instances[at]?.mask ?? mask
        if (segmentation === 'rle') expect(mask).toEqual(original)
        expect(maskIou(mask, original)).toBeGreaterThan(0.99)
      })
    })
  })

  it('stops between pictures when told to', async () => {
    const beforePicture = (index: number) =>
      index === 1 ? Promise.reject(new Error('stop')) : Promise.resolve()
    await expect(
      writeCoco(pictures, { segmentation: 'rle', version, date, beforePicture }),
    ).rejects.toThrow('stop')
  })
})

describe('readCoco', () => {
  const file = (annotation: object) =>
    JSON.stringify({
      images: [{ id: 1, file_name: 'a.jpg', width: 7, height: 5 }],
      categories: [{ id: 3, name: 'car' }],
      annotations: [{ id: 9, image_id: 1, category_id: 3, ...annotation }],
    })

  it('reads uncompressed runs and crowds', () => {
    const segmentation = { size: [5, 7], counts: [0, 35] }
    const [picture] = readCoco(file({ segmentation, iscrowd: 1 }))
    expect(picture?.objects[0]).toMatchObject({ label: 'car', isCrowd: true, score: null })
  })

  it.each([
    ['{"images": [}', 'not valid JSON'],
    ['[]', 'The file is not an object'],
    ['{"categories": []}', 'images is missing or not a list'],
    [file({ segmentation: [] }), 'The segmentation of annotation 9 is empty'],
    [file({ segmentation: [[1, 2, 3, 4]] }), 'a polygon needs at least 3 points'],
    [file({ segmentation: { size: [7, 5], counts: '0S1' } }), 'is of another size'],
    [file({ segmentation: [], category_id: 4 }), 'names a category that is not in the file'],
    [file({ segmentation: [], image_id: 4 }), 'names an image that is not in the file'],
  ])('refuses %s', (text, sentence) => {
    expect(() => readCoco(text)).toThrow(sentence)
  })
})
