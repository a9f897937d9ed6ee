import { describe, expect, it } from 'vitest'
import { DECODE_DEFAULTS } from '../domain/regions/decodeInstances.ts'
import type { LabelMap } from '../domain/regions/labelMap.ts'
import type { SemanticMaps } from '../domain/regions/semanticMaps.ts'
import { bowlScore } from './bowlScore.ts'
import { tuneDecoding } from './tuneDecoding.ts'

const rowOf = (labels: readonly number[]): LabelMap => ({
  size: { width: labels.length, height: 1 },
  labels: Int32Array.from(labels),
  count: Math.max(0, ...labels),
})

describe('bowlScore', () => {
  it('counts hits, misses and false alarms at each threshold, worked out by hand', () => {
    // IoU of the first pair 3/4, of the second 1; a third object is missed and one is found that is not there.
    const truth = rowOf([1, 1, 1, 1, 0, 2, 2, 0, 3, 0, 0])
    const found = rowOf([2, 2, 2, 0, 0, 1, 1, 0, 0, 0, 3])
    const { atThreshold, mean } = bowlScore(truth, found)
    // Up to 0.70: 2 hits of 3 + 3 objects -> 2 / 4. From 0.75 on (over, not at): 1 hit -> 1 / 5.
    expect(atThreshold).toEqual([...Array<number>(5).fill(0.5), ...Array<number>(5).fill(0.2)])
    expect(mean).toBeCloseTo(0.35, 12)
  })

  it('gives 1 for nothing found where nothing is, and 0 for something', () => {
    expect(bowlScore(rowOf([0, 0]), rowOf([0, 0])).mean).toBe(1)
    expect(bowlScore(rowOf([0, 0]), rowOf([0, 1])).mean).toBe(0)
  })
})

describe('tuneDecoding', () => {
  it('finds the settings under which a faint object is seen and a speck is not', async () => {
    const truth = rowOf([0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0])
    const foreground = Uint8Array.from([0, 90, 90, 90, 90, 90, 90, 0, 0, 250, 0])
    const maps: SemanticMaps = {
      size: truth.size,
      foreground,
      classes: new Uint8Array(11).fill(1),
      shape: null,
    }
    const shares: number[] = []
    const tuned = await tuneDecoding(
      [{ maps, truth }],
      { ...DECODE_DEFAULTS, separate: 'off', minArea: 0 },
      {
        grid: { minForeground: [0.3, 0.5], minSeed: [0.5], minArea: [0, 3] },
        onStep: (share) => void shares.push(share),
      },
    )
    expect(tuned.options).toMatchObject({ minForeground: 0.3, minArea: 3 })
    expect(tuned.score).toBe(1)
    expect(shares.every((share, i) => share > (shares[i - 1] ?? 0) && share < 1)).toBe(true)
  })
})
