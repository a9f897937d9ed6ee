import { describe, expect, it } from 'vitest'
import { DECODE_DEFAULTS, decodeInstances } from './decodeInstances.ts'
import { distanceTarget, touchingTarget } from './instanceTargets.ts'
import type { LabelMap } from './labelMap.ts'
import { labelsOfMasks } from './labelsOfMasks.ts'
import { masksOfLabels } from './masksOfLabels.ts'
import type { SemanticMaps } from './semanticMaps.ts'

/** Discs that may touch, painted in order; a later one does not cover an earlier one. */
function discs(
  width: number,
  height: number,
  circles: readonly [number, number, number][],
): LabelMap {
  const labels = new Int32Array(width * height)
  circles.forEach(([cx, cy, radius], i) => {
    for (let at = 0; at < labels.length; at++) {
      const [dx, dy] = [(at % width) - cx, Math.floor(at / width) - cy]
      if (dx * dx + dy * dy <= radius * radius) labels[at] ||= i + 1
    }
  })
  return { size: { width, height }, labels, count: circles.length }
}

/** What a model that has learnt its targets by heart would say of a picture. */
function perfectMaps(truth: LabelMap, classOf: (label: number) => number = () => 1): SemanticMaps {
  const bytes = (values: Float32Array) =>
    Uint8Array.from(values, (value) => Math.round(255 * value))
  return {
    size: truth.size,
    foreground: Uint8Array.from(truth.labels, (label) => (label > 0 ? 255 : 0)),
    classes: Uint8Array.from(truth.labels, (label) => Math.max(1, classOf(label))),
    shape: { touching: bytes(touchingTarget(truth)), distance: bytes(distanceTarget(truth)) },
  }
}

const touching = discs(60, 40, [
  [14, 20, 9],
  [33, 20, 9],
  [50, 10, 5],
])

describe('decodeInstances', () => {
  it('gives back touching objects from the maps that were made of them', () => {
    const found = decodeInstances(perfectMaps(touching), DECODE_DEFAULTS)
    expect(found.count).toBe(3)
    const sizesOf = ({ labels, count }: LabelMap) =>
      Array.from({ length: count }, (_, i) => labels.filter((label) => label === i + 1).length)
    const sorted = (map: LabelMap) => sizesOf(map).sort((a, b) => a - b)
    sorted(found).forEach((area, i) =>
      expect(Math.abs(area - (sorted(touching)[i] ?? 0))).toBeLessThan(4),
    )
  })

  it('keeps a clump whole when objects are not to be separated', () => {
    const found = decodeInstances(perfectMaps(touching), { ...DECODE_DEFAULTS, separate: 'off' })
    expect(found.count).toBe(2)
  })

  it('cuts a clump at its waist by shape alone', () => {
    const maps = { ...perfectMaps(touching), shape: null }
    expect(decodeInstances(maps, { ...DECODE_DEFAULTS, minSeed: 0.7 }).count).toBe(3)
  })

  it('keeps objects of two classes apart where they touch, whatever is deep inside', () => {
    const maps = perfectMaps(touching, (label) => (label === 2 ? 2 : 1))
    expect(decodeInstances(maps, { ...DECODE_DEFAULTS, separate: 'off' }).count).toBe(3)
    expect(decodeInstances(maps, DECODE_DEFAULTS).count).toBe(3)
  })

  it('makes a clump in which nothing is deep one object, and drops the small', () => {
    const maps = perfectMaps(touching)
    const shallow = {
      ...maps,
      shape: { touching: new Uint8Array(2400), distance: new Uint8Array(2400) },
    }
    expect(decodeInstances(shallow, DECODE_DEFAULTS).count).toBe(2)
    expect(decodeInstances(shallow, { ...DECODE_DEFAULTS, minArea: 100 }).count).toBe(1)
  })

  it('fills a hole but leaves a bay open', () => {
    const ring = discs(30, 30, [[14, 14, 10]])
    const hole = 14 * 30 + 14
    const maps = perfectMaps(ring)
    maps.foreground[hole] = 0
    for (let y = 0; y < 8; y++) maps.foreground[y * 30 + 14] = 0
    const options = { ...DECODE_DEFAULTS, separate: 'off' } as const
    const found = decodeInstances(maps, options)
    expect(found.labels[hole]).toBe(1)
    expect(found.labels[7 * 30 + 14]).toBe(0)
    expect(decodeInstances(maps, { ...options, fillHoles: false }).labels[hole]).toBe(0)
  })
})

describe('masksOfLabels', () => {
  it('is undone by labelsOfMasks, empty numbers included', () => {
    const map = { ...touching, count: 5 }
    const masks = masksOfLabels(map)
    expect(masks).toHaveLength(5)
    for (const { counts } of masks) expect(counts.reduce((sum, run) => sum + run, 0)).toBe(2400)
    expect(labelsOfMasks(masks, map.size).labels).toEqual(map.labels)
  })
})
