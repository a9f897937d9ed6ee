import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from '../box.ts'
import { encodeCounts } from '../mask/counts.ts'
import { DECODE_DEFAULTS, decodeInstances, type DecodeOptions } from './decodeInstances.ts'
import { distanceTarget, touchingTarget } from './instanceTargets.ts'
import { masksOfLabels } from './masksOfLabels.ts'
import type { SemanticMaps } from './semanticMaps.ts'
import { InstanceStitcher, windowsOver } from './stitchInstances.ts'

const SIZE = { width: 96, height: 70 }
const OPTIONS: DecodeOptions = { ...DECODE_DEFAULTS, minArea: 0 }

/** Discs as a model sees them that knows its targets by heart. */
function mapsOf(discs: readonly { x: number; y: number; radius: number }[]): SemanticMaps {
  const labels = new Int32Array(SIZE.width * SIZE.height)
  discs.forEach(({ x, y, radius }, i) => {
    for (let at = 0; at < labels.length; at++) {
      const [dx, dy] = [(at % SIZE.width) - x, Math.floor(at / SIZE.width) - y]
      if (dx * dx + dy * dy <= radius * radius) labels[at] ||= i + 1
    }
  })
  const map = { size: SIZE, labels, count: discs.length }
  const bytes = (values: Float32Array) => Uint8Array.from(values, (v) => Math.round(255 * v))
  return {
    size: SIZE,
    foreground: Uint8Array.from(labels, (label) => (label > 0 ? 255 : 0)),
    classes: new Uint8Array(labels.length).fill(1),
    shape: { touching: bytes(touchingTarget(map)), distance: bytes(distanceTarget(map)) },
  }
}

function crop(maps: SemanticMaps, box: Box): SemanticMaps {
  const part = (values: Uint8Array): Uint8Array<ArrayBuffer> => {
    const result = new Uint8Array(box.width * box.height)
    for (let y = 0; y < box.height; y++) {
      const from = (box.y + y) * SIZE.width + box.x
      result.set(values.subarray(from, from + box.width), y * box.width)
    }
    return result
  }
  const { shape } = maps
  return {
    size: { width: box.width, height: box.height },
    foreground: part(maps.foreground),
    classes: part(maps.classes),
    shape: shape && { touching: part(shape.touching), distance: part(shape.distance) },
  }
}

function stitched(maps: SemanticMaps, side: number, margin: number): string[] {
  const stitcher = new InstanceStitcher(SIZE)
  for (const window of windowsOver(SIZE, { side, margin })) {
    stitcher.add(decodeInstances(crop(maps, window.whole), OPTIONS), window, [])
  }
  return stitcher
    .finish()
    .map(({ mask }) => encodeCounts(mask))
    .sort()
}

const whole = (maps: SemanticMaps): string[] =>
  masksOfLabels(decodeInstances(maps, OPTIONS)).map(encodeCounts).sort()

describe('objects decoded window by window', () => {
  it('are the same as decoded at once, when clumps fit the margin', () => {
    const disc = fc.record({
      x: fc.integer({ min: 0, max: SIZE.width - 1 }),
      y: fc.integer({ min: 0, max: SIZE.height - 1 }),
      radius: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(
        fc.array(disc, { maxLength: 10 }),
        fc.integer({ min: 20, max: 50 }),
        (discs, side) => {
          const maps = mapsOf(discs)
          expect(stitched(maps, side, 48)).toEqual(whole(maps))
        },
      ),
      { seed: 9, numRuns: 40 },
    )
  })

  it('are joined from their pieces when they are larger than window and margin', () => {
    const maps = mapsOf([{ x: 45, y: 35, radius: 30 }])
    expect(stitched(maps, 24, 8)).toEqual(whole(maps))
  })

  it('lie in windows whose cores tile the picture', () => {
    const windows = windowsOver({ width: 50, height: 30 }, { side: 20, margin: 4 })
    const area = windows.reduce((sum, { core }) => sum + core.width * core.height, 0)
    expect(area).toBe(1500)
    expect(windows[1]).toEqual({
      core: { x: 20, y: 0, width: 20, height: 20 },
      whole: { x: 16, y: 0, width: 28, height: 24 },
    })
  })
})
