import { decodeInstances, type DecodeOptions } from '../domain/regions/decodeInstances.ts'
import type { LabelMap } from '../domain/regions/labelMap.ts'
import type { SemanticMaps } from '../domain/regions/semanticMaps.ts'
import { bowlScore } from './bowlScore.ts'

/** A picture whose true objects are known, and what the model says of it. */
export interface TuningPicture {
  readonly maps: SemanticMaps
  readonly truth: LabelMap
}

export interface TuningResult {
  readonly options: DecodeOptions
  /** Mean Bowl score of the pictures with these options. */
  readonly score: number
  /** Settings tried. */
  readonly tried: number
}

/** The values that each setting may take; the others stay as they are. */
export interface TuningGrid {
  readonly minForeground: readonly number[]
  readonly minSeed: readonly number[]
  readonly minArea: readonly number[]
}

export const TUNING_GRID: TuningGrid = {
  minForeground: [0.3, 0.4, 0.5, 0.6, 0.7],
  minSeed: [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
  minArea: [0, 15, 30, 60],
}

/**
 * Searches for the settings that score best, one setting after another and twice around, from `start`: each setting
 * tries its whole row of the grid while the others keep the best so far. Of equal scores the earlier wins. `onStep` is
 * told the share done after each setting tried, and may wait or throw to stop.
 */
export async function tuneDecoding(
  pictures: readonly TuningPicture[],
  start: DecodeOptions,
  {
    grid = TUNING_GRID,
    onStep,
  }: { grid?: TuningGrid; onStep?: (share: number) => Promise<void> | void } = {},
): Promise<TuningResult> {
  const total = 1 + 2 * (grid.minForeground.length + grid.minSeed.length + grid.minArea.length)
  let best: TuningResult = { options: start, score: scoreOf(pictures, start), tried: 1 }
  const tried = new Set([keyOf(start)])
  let steps = 1
  for (let round = 0; round < 2; round++) {
    for (const setting of ['minSeed', 'minForeground', 'minArea'] as const) {
      for (const value of grid[setting]) {
        const options = { ...best.options, [setting]: value }
        await onStep?.(steps++ / total)
        if (tried.has(keyOf(options))) continue
        tried.add(keyOf(options))
        const score = scoreOf(pictures, options)
        best = score > best.score ? { options, score, tried: 0 } : best
      }
    }
  }
  return { ...best, tried: tried.size }
}

/** Mean Bowl score of the pictures; 0 without any. */
export function scoreOf(pictures: readonly TuningPicture[], options: DecodeOptions): number {
  const sum = pictures.reduce(
    (total, { maps, truth }) => total + bowlScore(truth, decodeInstances(maps, options)).mean,
    0,
  )
  return pictures.length === 0 ? 0 : sum / pictures.length
}

function keyOf({ minForeground, minSeed, minArea }: DecodeOptions): string {
  return `${minForeground} ${minSeed} ${minArea}`
}
