import type { EverythingOptions, SegmentOptions } from '../workers/protocol.ts'

/** Wide open, so that the sliders have something to choose from without another run; they end where these do. */
export const SEGMENT_OPTIONS: SegmentOptions = {
  scoreFloor: 0.25,
  maxOverlap: 0.8,
  maxInstances: 48,
}

/**
 * SAM's automatic mask generator (segment_anything/automatic_mask_generator.py) with a grid of 16 x 16 points instead
 * of 32 x 32, which a laptop finishes in reasonable time, and a stability bound that suits the smaller encoder.
 */
export const EVERYTHING_OPTIONS: EverythingOptions = {
  pointsPerSide: 16,
  minPredictedIou: 0.88,
  minStability: 0.92,
  maxOverlap: 0.7,
  minAreaShare: 0.0005,
}
