import { describe, expect, it } from 'vitest'
import { DetectionIndex } from '../coco/detectionIndex.ts'
import { GroundTruthIndex } from '../coco/groundTruthIndex.ts'
import { evaluateCoco } from '../cocoEval.ts'
import { averagePrecision } from './averagePrecision.ts'
import { calibrate } from './calibrate.ts'
import { imageOverlaps } from './imageOverlaps.ts'
import { viewErrors } from './viewErrors.ts'

const categories = [
  { id: 1, name: 'cat' },
  { id: 2, name: 'dog' },
]
const truth = (id: number, category_id: number, x: number) => ({
  id,
  image_id: 1,
  category_id,
  bbox: [x, 0, 10, 10],
  area: 100,
})
const found = (category_id: number, x: number, score: number) => ({
  image_id: 1,
  category_id,
  bbox: [x, 0, 10, 10],
  score,
})
/** One of each kind of error, and two hits. */
const annotations = [
  truth(1, 1, 0),
  truth(2, 2, 20),
  truth(3, 1, 40),
  truth(4, 2, 60),
  truth(5, 1, 80),
  truth(6, 1, 150),
]
const results = [
  found(1, 0, 0.95), // hit
  found(1, 1, 0.9), // a second one on the same object
  found(2, 20, 0.85), // hit
  found(2, 40, 0.8), // dog for a cat
  found(2, 66, 0.75), // IoU 4/16 = 0.25 with its dog
  found(2, 86, 0.6), // IoU 0.25 with a cat
  found(1, 120, 0.72), // nothing there
]

function view(thresholds: { score: number; iou: number }, list: typeof annotations = annotations) {
  const groundTruth = new GroundTruthIndex({
    images: [{ id: 1, width: 200, height: 20 }],
    categories,
    annotations: list,
  })
  const detections = new DetectionIndex(results, groundTruth)
  const source = { truth: groundTruth, found: detections }
  const overlaps = imageOverlaps(1, { ...source, iouType: 'bbox' })
  return viewErrors(overlaps === undefined ? [] : [overlaps], source, thresholds)
}

describe('viewErrors', () => {
  it('tells the six kinds of error apart', () => {
    const { errors, hits, falseAlarms, missed } = view({ score: 0, iou: 0.5 })
    expect(Object.fromEntries(errors.map(({ kind, count }) => [kind, count]))).toEqual({
      classification: 1,
      localisation: 1,
      both: 1,
      duplicate: 1,
      background: 1,
      missed: 2,
    })
    expect([hits, falseAlarms, missed]).toEqual([2, 5, 4])
  })

  it('leaves aside what is under the score, in counts but not in costs', () => {
    const all = view({ score: 0, iou: 0.5 })
    const { hits, precision, recall, errors } = view({ score: 0.82, iou: 0.5 })
    expect([hits, precision, recall]).toEqual([2, 2 / 3, 2 / 6])
    expect(errors.map(({ apLost }) => apLost)).toEqual(all.errors.map(({ apLost }) => apLost))
  })

  it('says what AP each kind costs: what evaluating the mended results would give', () => {
    const { errors } = view({ score: 0, iou: 0.5 })
    const groundTruth = { images: [{ id: 1, width: 200, height: 20 }], categories, annotations }
    const ap50 = (list: typeof results) =>
      evaluateCoco(groundTruth, list, { iouType: 'bbox' }).stats?.[1] ?? NaN
    const mended = results.map((one, i) => (i === 3 ? { ...one, category_id: 1 } : one))
    const alone = results.filter((_, i) => i !== 6)
    const cost = (kind: string) => errors.find((error) => error.kind === kind)?.apLost
    expect(cost('classification')).toBeCloseTo(ap50(mended) - ap50(results), 9)
    expect(cost('background')).toBeCloseTo(ap50(alone) - ap50(results), 9)
  })

  it('puts every object and every false alarm in one cell of the confusion matrix', () => {
    const { confusion } = view({ score: 0, iou: 0.5 })
    expect(confusion.names).toEqual(['cat', 'dog', 'background'])
    expect(confusion.counts).toEqual([
      [1, 1, 2],
      [0, 1, 1],
      [2, 2, 0],
    ])
    expect(confusion.images[0]?.[1]).toEqual([1])
  })

  it('shows the worst first and doubts labels that a sure model disagrees with', () => {
    const { examples, doubts } = view({ score: 0, iou: 0.5 })
    expect(examples.falseAlarms.map(({ score }) => score)).toEqual([0.9, 0.8, 0.75, 0.72, 0.6])
    expect(examples.missed.map(({ truth: index }) => index)).toEqual([4, 5])
    expect(doubts.map(({ suspicion }) => suspicion)).toEqual([
      'wrong-class',
      'missing-label',
      'loose-outline',
    ])
    expect(doubts[0]?.example).toMatchObject({ predicted: 'dog', actual: 'cat', iou: 1 })
  })

  it('counts nothing on a crowd', () => {
    const crowd = annotations.map((one) => ({ ...one, iscrowd: 1 }))
    const { hits, missed, recall } = view({ score: 0, iou: 0.5 }, crowd)
    expect([hits, missed, recall]).toEqual([0, 0, null])
  })
})

describe('averagePrecision', () => {
  const hits = [
    { score: 0.9, isHit: true },
    { score: 0.8, isHit: false },
    { score: 0.7, isHit: true },
  ]

  it('is the mean over 11 or 101 recalls, or the area, of the best precision to come', () => {
    // Recall 0.25 at precision 1, then 0.5 at 2/3, of four objects.
    expect(averagePrecision(hits, 4, '11-point')).toBeCloseTo((3 * 1 + 3 * (2 / 3)) / 11, 12)
    expect(averagePrecision(hits, 4, 'area')).toBeCloseTo(0.25 + 0.25 * (2 / 3), 12)
    expect(averagePrecision(hits, 4, '101-point')).toBeCloseTo((26 + 25 * (2 / 3)) / 101, 12)
  })

  it('is -1 without objects and 0 without detections', () => {
    expect(averagePrecision(hits, 0, 'area')).toBe(-1)
    expect(averagePrecision([], 3, 'area')).toBe(0)
  })
})

describe('calibrate', () => {
  it('finds no error in scores that come true, and all of it in those that never do', () => {
    const coin = Array.from({ length: 10 }, (_, i) => ({ score: 0.5, isHit: i < 5 }))
    expect(calibrate(coin).error).toBeCloseTo(0, 12)
    expect(calibrate(coin.map(({ score }) => ({ score, isHit: false }))).error).toBeCloseTo(0.5, 12)
    expect(calibrate([{ score: 1, isHit: true }]).bins.at(-1)?.count).toBe(1)
  })
})
