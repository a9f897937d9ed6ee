import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { connectedComponents } from './connectedComponents.ts'
import { squaredDistanceToOther } from './distanceTransform.ts'
import type { LabelMap } from './labelMap.ts'
import { masksOfLabels } from './masksOfLabels.ts'
import { measureRegion } from './measureRegion.ts'
import { watershed } from './watershed.ts'

/** What scikit-image and scipy answered (tools/oracle/regions.py). Maps are rows of numbers parted by spaces. */
interface Oracle {
  distances: { labels: string[]; squares: string[] }[]
  watersheds: { landscape: string[]; markers: string[]; within: string[]; labels: string[] }[]
  components: { inside: string[]; sides: string[]; corners: string[] }[]
  measures: { labels: string[]; grey: string[]; regions: OracleRegion[] }[]
}

interface OracleRegion {
  label: number
  area: number
  perimeter: number
  centroid: [number, number]
  major: number
  minor: number
  eccentricity: number
  orientation: number
  mean: number
  min: number
  max: number
}

const oracle = JSON.parse(
  readFileSync(new URL('regionsOracle.json', import.meta.url), 'utf8'),
) as Oracle

const numbers = (rows: string[]): number[] => rows.flatMap((row) => row.split(' ').map(Number))
const bytes = (rows: string[]): Uint8Array => Uint8Array.from(numbers(rows))
const mapOf = (rows: string[]): LabelMap => {
  const labels = Int32Array.from(numbers(rows))
  const size = { width: labels.length / rows.length, height: rows.length }
  return { size, labels, count: Math.max(...labels) }
}

describe('regions, against scikit-image and scipy', () => {
  it.each(oracle.distances)('measures the distance to another label (case %#)', (item) => {
    const { labels, size } = mapOf(item.labels)
    expect([...squaredDistanceToOther(labels, size)]).toEqual(numbers(item.squares))
  })

  it.each(oracle.watersheds)('floods from markers in the same order (case %#)', (item) => {
    const flooded = watershed({
      landscape: bytes(item.landscape),
      markers: mapOf(item.markers),
      within: bytes(item.within),
    })
    expect([...flooded.labels]).toEqual(numbers(item.labels))
  })

  it.each(oracle.components)('numbers components by sides and by corners (case %#)', (item) => {
    const { size } = mapOf(item.inside)
    const inside = bytes(item.inside)
    expect([...connectedComponents(inside, size).labels]).toEqual(numbers(item.sides))
    expect([...connectedComponents(inside, size, { diagonal: true }).labels]).toEqual(
      numbers(item.corners),
    )
  })

  it.each(oracle.measures)('measures regions as regionprops does (case %#)', (item) => {
    const map = mapOf(item.labels)
    const grey = { size: map.size, values: bytes(item.grey) }
    const masks = masksOfLabels(map)
    for (const region of item.regions) {
      const mask = masks[region.label - 1]
      const measures = mask === undefined ? null : measureRegion(mask, grey)
      expect(measures).toMatchObject({ area: region.area })
      if (measures === null) continue
      expect(measures.perimeter).toBeCloseTo(region.perimeter, 9)
      expect([measures.centre.y, measures.centre.x]).toEqual([
        expect.closeTo(region.centroid[0], 9),
        expect.closeTo(region.centroid[1], 9),
      ])
      expect(measures.majorAxis).toBeCloseTo(region.major, 6)
      expect(measures.minorAxis).toBeCloseTo(region.minor, 6)
      expect(measures.eccentricity).toBeCloseTo(region.eccentricity, 6)
      // scikit-image measures from the row axis, downwards; Limn from the x axis, counter-clockwise.
      const turned = ((region.orientation * 180) / Math.PI + 90 + 360) % 180
      expect((measures.orientation + 360) % 180).toBeCloseTo(turned, 6)
      expect(measures.intensity.mean).toBeCloseTo(region.mean, 9)
      expect([measures.intensity.min, measures.intensity.max]).toEqual([region.min, region.max])
    }
  })
})
