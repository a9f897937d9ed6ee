import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImageSize } from '../image.ts'
import { maskArea } from './area.ts'
import { maskBox } from './box.ts'
import { decodeCounts, encodeCounts } from './counts.ts'
import { decodeMask } from './decode.ts'
import { encodeMask } from './encode.ts'
import { maskIou } from './iou.ts'
import { mergeMasks } from './merge.ts'
import { polygonToMask, polygonsToMask } from './polygon.ts'
import { maskFromRuns } from './runs.ts'

/** What pycocotools 2.0.11 answered, recorded by the project's fixtures; the figures below travel with the code. */
interface Oracle {
  polygons: {
    h: number
    w: number
    parts: number[][]
    countsPerPart: string[]
    mergedCounts: string
    area: number
    bbox: number[]
    areaPerPart: number[]
  }[]
  boxes: {
    h: number
    w: number
    bbox: [number, number, number, number]
    counts: string
    area: number
    toBbox: number[]
  }[]
  uncompressed: {
    h: number
    w: number
    input: number[]
    counts: string
    area: number
    bbox: number[]
  }[]
  masks: {
    h: number
    w: number
    rows: string[]
    uncompressed: number[]
    counts: string
    area: number
    bbox: number[]
  }[]
  merge: {
    rles: StoredRle[]
    union: StoredRle
    intersect: StoredRle
    unionArea: number
    intersectArea: number
  }[]
  iouRle: { dt: StoredRle[]; gt: StoredRle[]; iscrowd: number[]; iou_dt_by_gt: number[][] }[]
  rle: { size: [number, number]; counts: string; runs: number[]; area: number }[]
}

interface StoredRle {
  size: [number, number]
  counts: string
}

const fixtures = process.env['LIMN_FIXTURES'] ?? path.resolve('../shared/fixtures')
const file = path.join(fixtures, 'coco-eval/mask-api.json')
const oracle = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Oracle) : undefined

const sizeOf = ({ h, w }: { h: number; w: number }): ImageSize => ({ width: w, height: h })
const boxOf = (mask: Parameters<typeof maskBox>[0]) => {
  const { x, y, width, height } = maskBox(mask)
  return [x, y, width, height]
}
const read = ({ size: [height, width], counts }: StoredRle) =>
  decodeCounts(counts, { width, height })

describe('pycocotools, a few figures', () => {
  it('fills a star as rleFrPoly does', () => {
    const star = [118.0, 14.9, 67.1, 14.3, 82.3, 9.8, 95.7, 8.2, 117.0, 8.6]
    const mask = polygonToMask(star, { width: 176, height: 33 })
    expect(encodeCounts(mask)).toBe(
      'cX21P1000O1000001N10000O100000000O100000000000000O10000000000000000000000000000000000001O000000003M^k1',
    )
    expect(maskArea(mask)).toBe(263)
    expect(boxOf(mask)).toEqual([70, 8, 48, 7])
  })

  it('writes a full mask as two runs', () => {
    const mask = maskFromRuns([0, 35], { width: 7, height: 5 })
    expect(encodeCounts(mask)).toBe('0S1')
    expect(boxOf(mask)).toEqual([0, 0, 7, 5])
  })

  it('compares an ellipse and a lens', () => {
    const size: [number, number] = [64, 57]
    const a = { size, counts: 'if1`0Z1<G7I6K4L4L3N2N2O1N101O0000O101N2N2N3M2M5K4K7I8E^9' }
    const b = { size, counts: 'g^1i0S18I5M3M11O1N3L6H<@Z_1' }
    expect(maskIou(read(a), read(b))).toBeCloseTo(0.11301115241635688, 12)
  })
})

const why = oracle === undefined ? ` (skipped: ${file} is not here; set LIMN_FIXTURES)` : ''

describe.skipIf(oracle === undefined)(`pycocotools, all recorded cases${why}`, () => {
  const cases = oracle ?? ({} as Oracle)

  it('polygons', () => {
    for (const { parts, ...known } of cases.polygons) {
      const size = sizeOf(known)
      const masks = parts.map((part) => polygonToMask(part, size))
      expect(masks.map(encodeCounts)).toEqual(known.countsPerPart)
      expect(masks.map(maskArea)).toEqual(known.areaPerPart)
      const merged = polygonsToMask(parts, size)
      expect(encodeCounts(merged)).toBe(known.mergedCounts)
      expect(boxOf(merged)).toEqual(known.bbox)
    }
  })

  it('boxes as polygons', () => {
    for (const { bbox, ...known } of cases.boxes) {
      const [x, y, width, height] = bbox
      const corners = [x, y, x, y + height, x + width, y + height, x + width, y]
      const mask = polygonToMask(corners, sizeOf(known))
      expect([encodeCounts(mask), maskArea(mask), boxOf(mask)]).toEqual([
        known.counts,
        known.area,
        known.toBbox,
      ])
    }
  })

  it('uncompressed runs', () => {
    for (const { input, ...known } of cases.uncompressed) {
      const mask = maskFromRuns(input, sizeOf(known))
      expect(mask).toEqual(decodeCounts(known.counts, sizeOf(known)))
      expect(maskArea(mask)).toBe(known.area)
      // The reference's unsigned arithmetic wraps around for a mask of empty runs only; ours is an empty box.
      const wraps = known.area === 0 && known.bbox[2] !== 0
      expect(boxOf(mask)).toEqual(wraps ? [0, 0, 0, 0] : known.bbox)
    }
  })

  it('bitmaps', () => {
    for (const { rows, ...known } of cases.masks) {
      const bitmap = Uint8Array.from(rows.join(''), Number)
      const mask = encodeMask(bitmap, sizeOf(known))
      expect([...mask.counts]).toEqual(known.uncompressed)
      expect(encodeCounts(mask)).toBe(known.counts)
      expect([maskArea(mask), boxOf(mask)]).toEqual([known.area, known.bbox])
      expect(decodeMask(mask)).toEqual(bitmap)
    }
  })

  it('merges', () => {
    for (const { rles, ...known } of cases.merge) {
      const masks = rles.map(read)
      const union = mergeMasks(masks, 'union')
      const intersection = mergeMasks(masks, 'intersection')
      expect([encodeCounts(union), maskArea(union)]).toEqual([known.union.counts, known.unionArea])
      expect([encodeCounts(intersection), maskArea(intersection)]).toEqual([
        known.intersect.counts,
        known.intersectArea,
      ])
    }
  })

  it('IoU', () => {
    for (const { dt, gt, iscrowd, iou_dt_by_gt } of cases.iouRle) {
      dt.forEach((found, row) => {
        gt.forEach((truth, column) => {
          if (iscrowd[column] === 1) return
          const known = iou_dt_by_gt[row]?.[column] ?? Number.NaN
          const compare = () => maskIou(read(found), read(truth))
          // -1 is how the reference says that the masks are of different pictures.
          if (known === -1) expect(compare).toThrow('cannot be compared')
          else if (String(found.size) === String(truth.size)) {
            expect(compare()).toBeCloseTo(known, 12)
          }
        })
      })
    }
  })

  it('counts strings', () => {
    for (const { size, counts, runs, area } of cases.rle) {
      const mask = read({ size, counts })
      expect([...mask.counts]).toEqual(runs)
      expect(maskArea(mask)).toBe(area)
    }
  })
})
