import type { Instance } from './instance.ts'
import { suppressOverlaps } from './nonMaxSuppression.ts'

/** The sliders that choose among what the model found. */
export interface InstanceFilter {
  /** Detector score at least this, 0 to 1. */
  readonly minScore: number
  /** Detections overlapping a better one by more than this IoU are hidden, 0 to 1. */
  readonly maxOverlap: number
}

/**
 * What the sliders leave. Instances that a person made or confirmed (score null) always stay and never suppress
 * others; those of "segment everything" may nest (a wheel in a car), so only detections compete by overlap. Pure and
 * fast: it answers a slider on every frame, the model does not run.
 */
export function filterInstances(
  instances: readonly Instance[],
  filter: InstanceFilter,
): readonly Instance[] {
  const detections = instances.filter(
    ({ origin, score }) => origin === 'detected' && score !== null && score >= filter.minScore,
  )
  const kept = new Set(
    suppressOverlaps(
      detections.map(({ detectionBox, score }) => ({ box: detectionBox, score: score ?? 0 })),
      filter.maxOverlap,
    ).map((index) => detections[index]),
  )
  return instances.filter(
    (instance) =>
      instance.score === null ||
      (instance.origin === 'detected' ? kept.has(instance) : instance.score >= filter.minScore),
  )
}
