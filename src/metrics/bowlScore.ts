import type { LabelMap } from '../domain/regions/labelMap.ts'

/** IoU thresholds of the 2018 Data Science Bowl: 0.50, 0.55, … 0.95. */
export const BOWL_THRESHOLDS: readonly number[] = Array.from(
  { length: 10 },
  (_, i) => (50 + 5 * i) / 100,
)

/** How found objects match the true ones of one picture. */
export interface BowlScore {
  /** TP / (TP + FP + FN) at each of BOWL_THRESHOLDS. */
  readonly atThreshold: readonly number[]
  /** Their mean: the figure of the Bowl for one picture; a data set's is the mean over its pictures. */
  readonly mean: number
}

/**
 * The metric of the 2018 Data Science Bowl (Caicedo et al., Nature Methods 16, 2019): an object is found when its IoU
 * with a true one is over the threshold, which from 0.5 on can be so of one pair at most. A picture without objects in
 * which none are found scores 1.
 */
export function bowlScore(truth: LabelMap, found: LabelMap): BowlScore {
  const truthAreas = areasOf(truth)
  const foundAreas = areasOf(found)
  const shared = new Map<number, number>() // truth * (found.count + 1) + found -> pixels
  for (let at = 0; at < truth.labels.length; at++) {
    const [a, b] = [truth.labels[at] ?? 0, found.labels[at] ?? 0]
    if (a === 0 || b === 0) continue
    const pair = a * (found.count + 1) + b
    shared.set(pair, (shared.get(pair) ?? 0) + 1)
  }
  const overlaps: number[] = []
  for (const [pair, pixels] of shared) {
    const a = Math.floor(pair / (found.count + 1))
    const b = pair % (found.count + 1)
    const union = (truthAreas[a] ?? 0) + (foundAreas[b] ?? 0) - pixels
    overlaps.push(pixels / union)
  }
  const objects = countOf(truthAreas) + countOf(foundAreas)
  const atThreshold = BOWL_THRESHOLDS.map((threshold) => {
    const hits = overlaps.filter((iou) => iou > threshold).length
    return objects === 0 ? 1 : hits / (objects - hits)
  })
  return { atThreshold, mean: atThreshold.reduce((sum, value) => sum + value, 0) / 10 }
}

function areasOf({ labels, count }: LabelMap): Uint32Array {
  const areas = new Uint32Array(count + 1)
  for (const label of labels) areas[label] = (areas[label] ?? 0) + 1
  areas[0] = 0
  return areas
}

function countOf(areas: Uint32Array): number {
  return areas.reduce((count, area) => count + (area > 0 ? 1 : 0), 0)
}
