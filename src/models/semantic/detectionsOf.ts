import type { Detection } from '../../domain/detection.ts'
import { maskBox } from '../../domain/mask/box.ts'
import type { ObjectFacts, StitchedObject } from '../../domain/regions/stitchInstances.ts'
import type { LabelMap } from '../../domain/regions/labelMap.ts'
import { masksOfLabels } from '../../domain/regions/masksOfLabels.ts'
import type { SemanticMaps } from '../../domain/regions/semanticMaps.ts'

/** The class of each object, by most pixels, and its score: the mean probability of the foreground under it. */
export function factsOf(maps: SemanticMaps, { labels, count }: LabelMap): ObjectFacts[] {
  const classes = maps.classes.reduce((largest, value) => Math.max(largest, value), 1)
  const votes = new Uint32Array((count + 1) * (classes + 1))
  const sums = new Float64Array(count + 1)
  const areas = new Uint32Array(count + 1)
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0
    if (label === 0) continue
    areas[label] = (areas[label] ?? 0) + 1
    sums[label] = (sums[label] ?? 0) + (maps.foreground[at] ?? 0)
    const vote = label * (classes + 1) + (maps.classes[at] ?? 1)
    votes[vote] = (votes[vote] ?? 0) + 1
  }
  return Array.from({ length: count }, (_, i) => {
    const own = votes.subarray((i + 1) * (classes + 1), (i + 2) * (classes + 1))
    return {
      label: own.indexOf(Math.max(...own)),
      score: (sums[i + 1] ?? 0) / Math.max(1, areas[i + 1] ?? 0) / 255,
    }
  })
}

/** Best first; of equal scores the upper left. */
export function detectionsOf(maps: SemanticMaps, objects: LabelMap): Detection[] {
  const facts = factsOf(maps, objects)
  const masks = masksOfLabels(objects)
  return byScore(masks.map((mask, i) => ({ label: 1, score: 0, ...facts[i], mask })))
}

export function byScore(objects: readonly StitchedObject[]): Detection[] {
  return objects
    .map((object) => ({ ...object, box: maskBox(object.mask) }))
    .filter(({ box }) => box.width > 0)
    .sort((a, b) => b.score - a.score)
}
