import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeCounts, encodeCounts } from '../domain/mask/counts.ts'
import { decodeMask } from '../domain/mask/decode.ts'
import { encodeMask } from '../domain/mask/encode.ts'
import type { CocoAnnotation, CocoGroundTruth, CocoResult } from './coco/cocoFormat.ts'
import { GroundTruthIndex } from './coco/groundTruthIndex.ts'
import { imageEvaluations } from './coco/imageEvaluations.ts'
import { evaluateCoco } from './cocoEval.ts'
import { boxIouCrowd, maskIouCrowd, measureMask, measureRuns } from './maskRle.ts'

const SIDE = 64
const images = [1, 2, 3].map((id) => ({ id, width: SIDE, height: SIDE }))
const categories = [{ id: 1 }, { id: 2 }]
const truthOf = (annotations: readonly CocoAnnotation[]): CocoGroundTruth => ({
  images,
  categories,
  annotations,
})

const box = fc
  .tuple(fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }))
  .map((values): readonly number[] => values)
const place = { image_id: fc.constantFrom(1, 2, 3), category_id: fc.constantFrom(1, 2) }
const annotations = fc
  .array(fc.record({ ...place, bbox: box, iscrowd: fc.constantFrom(0, 0, 0, 1) }), {
    maxLength: 12,
  })
  .map((list) => list.map((one, index) => ({ ...one, id: index + 1 })))
// Scores are all different: ties are decided by order, as in the reference.
const detections = fc
  .array(fc.record({ ...place, bbox: box }), { maxLength: 16 })
  .map((list) => list.map((one, index) => ({ ...one, score: 1 / (index + 2) })))

const bitmap = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .array(fc.constantFrom(0, 1), { minLength: width * height, maxLength: width * height })
      .map((pixels) => ({ size: { width, height }, pixels: Uint8Array.from(pixels) })),
  )

describe('evaluateCoco', () => {
  const perfect = (annotations: readonly CocoAnnotation[]): readonly CocoResult[] =>
    annotations.map(({ image_id, category_id, bbox }, index) => ({
      image_id,
      category_id,
      ...(bbox === undefined ? {} : { bbox }),
      score: 1 / (index + 2),
    }))

  it('gives full marks to the ground truth itself', () => {
    fc.assert(
      fc.property(annotations, (list) => {
        const real = list.filter(({ iscrowd }) => iscrowd === 0)
        const { stats } = evaluateCoco(truthOf(real), perfect(real), { iouType: 'bbox' })
        const most = real.length === 0 ? -1 : 1
        expect([stats?.[0], stats?.[8]]).toEqual(
          [most, most].map((v) => expect.closeTo(v, 9) as number),
        )
      }),
      { numRuns: 25 },
    )
  })

  it('does not care in which order files list objects of different scores', () => {
    fc.assert(
      fc.property(annotations, detections, fc.nat(), (list, found, turn) => {
        const rotate = <T>(values: readonly T[]): readonly T[] => {
          const at = values.length === 0 ? 0 : turn % values.length
          return [...values.slice(at), ...values.slice(0, at)]
        }
        const once = evaluateCoco(truthOf(list), found, { iouType: 'bbox' })
        const turned = { ...truthOf(list), images: rotate(images), categories: rotate(categories) }
        const again = evaluateCoco(turned, rotate(found), { iouType: 'bbox' })
        expect(again.stats).toEqual(once.stats)
        expect(again.precision).toEqual(once.precision)
      }),
      { numRuns: 25 },
    )
  })

  it('keeps precision and recall between 0 and 1, or -1 where nothing is there', () => {
    fc.assert(
      fc.property(annotations, detections, (list, found) => {
        const { precision, recall } = evaluateCoco(truthOf(list), found, { iouType: 'bbox' })
        for (const value of [...new Set([...precision, ...recall])]) {
          expect(value === -1 || (value >= 0 && value <= 1)).toBe(true)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('answers the same from an index that has served before', () => {
    const list = [
      { id: 1, image_id: 1, category_id: 1, segmentation: [[2, 2, 30, 2, 30, 30, 2, 30]] },
      { id: 2, image_id: 2, category_id: 1, segmentation: [[5, 5, 20, 5, 20, 40]] },
    ]
    const index = new GroundTruthIndex(truthOf(list))
    const found = [{ image_id: 1, category_id: 1, score: 0.5, bbox: [2, 2, 28, 28] }]
    const first = evaluateCoco(index, [], { iouType: 'segm' })
    const second = evaluateCoco(index, found, { iouType: 'segm' })
    expect(first.stats?.[0]).toBe(0)
    expect(second.stats).toEqual(evaluateCoco(truthOf(list), found, { iouType: 'segm' }).stats)
    expect(index.mask(0)).toBe(second.truth.mask(0))
  })

  it('lets a crowd take any number of detections without counting them', () => {
    const list = [{ id: 4, image_id: 1, category_id: 1, bbox: [0, 0, 60, 60], iscrowd: 1 }]
    const found = [5, 9, 14].map((x) => ({
      image_id: 1,
      category_id: 1,
      bbox: [x, x, 10, 10],
      score: 1 / x,
    }))
    const evaluation = evaluateCoco(truthOf(list), found, { iouType: 'bbox' })
    const [first] = imageEvaluations(evaluation)
    expect(first?.dtMatches[0]).toEqual([4, 4, 4])
    expect(first?.dtIgnore[0]).toEqual([1, 1, 1])
    expect(evaluation.stats?.[0]).toBe(-1)
  })

  it('has no twelve numbers for fewer than three limits of detections', () => {
    const { stats, perClass } = evaluateCoco(truthOf([]), [], { iouType: 'bbox', maxDets: [10] })
    expect(stats).toBeNull()
    expect(perClass.map(({ AP }) => AP)).toEqual([-1, -1])
  })

  it('names what is wrong with ground truth and results', () => {
    const bare = truthOf([{ id: 6, image_id: 1, category_id: 1 }])
    const found = [{ image_id: 1, category_id: 1, score: 1, bbox: [0, 0, 1, 1] }]
    expect(() => evaluateCoco(bare, found, { iouType: 'segm' })).toThrow('Annotation 6 has no mask')
    expect(() =>
      evaluateCoco(truthOf([]), [{ ...found[0], image_id: 8 } as CocoResult], { iouType: 'bbox' }),
    ).toThrow('image 8')
    expect(() => evaluateCoco(bare, found, { iouType: 'bbox', maxDets: [] })).toThrow(
      'maxDets is empty',
    )
  })
})

describe('maskRle', () => {
  it('survives the way from bitmap to counts string and back', () => {
    fc.assert(
      fc.property(bitmap, ({ size, pixels }) => {
        const mask = encodeMask(pixels, size)
        expect(decodeMask(decodeCounts(encodeCounts(mask), size))).toEqual(pixels)
      }),
      { numRuns: 100 },
    )
  })

  it('measures area and IoU as counting pixels does', () => {
    fc.assert(
      fc.property(bitmap, fc.nat(), fc.boolean(), ({ size, pixels }, seed, isCrowd) => {
        const other = pixels.map((pixel, i) => ((seed >> (i % 31)) & 1) ^ pixel)
        const [a, b] = [pixels, other].map((p) => measureRuns(encodeMask(p, size).counts, size))
        if (a === undefined || b === undefined) return
        const count = (test: (i: number) => boolean): number =>
          pixels.reduce((total, _, i) => total + (test(i) ? 1 : 0), 0)
        const both = count((i) => pixels[i] === 1 && other[i] === 1)
        const any = isCrowd ? a.area : count((i) => pixels[i] === 1 || other[i] === 1)
        expect(a.area).toBe(count((i) => pixels[i] === 1))
        expect(maskIouCrowd(a, b, isCrowd)).toBe(both === 0 ? 0 : both / any)
        expect(maskIouCrowd(a, b, false)).toBe(maskIouCrowd(b, a, false))
      }),
      { numRuns: 100 },
    )
  })

  it('keeps the IoU of boxes between 0 and 1, and at 1 only for equal ones', () => {
    fc.assert(
      fc.property(box, box, (a, b) => {
        const iou = boxIouCrowd(a, b, false)
        expect(iou >= 0 && iou <= 1).toBe(true)
        expect(iou === 1).toBe(String(a) === String(b))
      }),
    )
  })

  it('says -1 for masks of different pictures that meet, and reads every form of a mask', () => {
    const polygon = measureMask([[1, 1, 5, 1, 5, 5, 1, 5]], { width: 8, height: 8 })
    const runs = measureMask({ size: [6, 8], counts: [0, 48] }, { width: 8, height: 8 })
    expect(polygon.box).toEqual([1, 1, 4, 4])
    expect(maskIouCrowd(polygon, runs, false)).toBe(-1)
    expect(measureMask([], { width: 8, height: 8 }).area).toBe(0)
    expect(() => measureRuns([3, -1], { width: 2, height: 1 })).toThrow('Run 1 of a mask is -1')
  })
})
