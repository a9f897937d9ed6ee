import { describe, expect, it } from 'vitest'
import { evaluateVoc } from './evaluateVoc.ts'
import { panopticQuality } from './panopticQuality.ts'

const images = [{ id: 1, width: 40, height: 10 }]
const categories = [{ id: 1 }, { id: 2 }]
const square = (x: number) => [[x, 0, x + 10, 0, x + 10, 10, x, 10]]
const truths = [0, 20].map((x, i) => ({
  id: i + 1,
  image_id: 1,
  category_id: 1,
  segmentation: square(x),
  bbox: [x, 0, 10, 10],
}))
const groundTruth = { images, categories, annotations: truths }
const found = (x: number, score: number) => ({
  image_id: 1,
  category_id: 1,
  score,
  segmentation: square(x),
  bbox: [x, 0, 10, 10],
})

describe('panopticQuality', () => {
  it('is the F1 of finding times the mean overlap of what was found', () => {
    // One found at IoU 8/12, one missed, one false alarm.
    const { mean, classes } = panopticQuality(groundTruth, [found(2, 0.9), found(30, 0.8)])
    expect(classes[0]).toMatchObject({ recognition: 0.5, segmentation: 8 / 12 })
    expect(classes[1]?.quality).toBe(-1)
    expect(mean).toBeCloseTo(0.5 * (8 / 12), 12)
  })

  it('does not take an overlap of exactly one half for a match', () => {
    const half = { ...found(0, 1), segmentation: [[0, 0, 10, 0, 10, 5, 0, 5]] }
    expect(panopticQuality(groundTruth, [half]).mean).toBe(0)
  })
})

describe('evaluateVoc', () => {
  it('is the mean over 11 recalls or the area, class by class', () => {
    const results = [found(0, 0.9), found(12, 0.8), found(20, 0.7)]
    const area = evaluateVoc(groundTruth, results, { iouType: 'bbox' })
    expect(area.meanAp).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12)
    const points = evaluateVoc(groundTruth, results, { iouType: 'segm', style: '11-point' })
    expect(points.meanAp).toBeCloseTo((6 + 5 * (2 / 3)) / 11, 12)
    expect(points.classes[1]?.ap).toBe(-1)
  })

  it('neither wants nor punishes difficult objects', () => {
    const difficult = truths.map((one, i) => ({ ...one, iscrowd: i }))
    const results = [found(0, 0.9), found(20, 0.95)]
    const { meanAp } = evaluateVoc({ ...groundTruth, annotations: difficult }, results, {
      iouType: 'bbox',
    })
    expect(meanAp).toBe(1)
  })
})
