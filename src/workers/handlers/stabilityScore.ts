import type { ImageSize } from '../../domain/image.ts'

/** How far the threshold is moved each way, in logits (segment_anything/automatic_mask_generator.py). */
const OFFSET = 1

/**
 * How little a mask depends on its threshold: the IoU of the mask with the threshold a little higher and the one a
 * little lower (segment_anything/utils/amg.py, `calculate_stability_score`). 0 for an empty mask.
 *
 * @param logits [side, side] with the picture in the top left `covered`
 */
export function stabilityScore(logits: Float32Array, side: number, covered: ImageSize): number {
  let inner = 0
  let outer = 0
  const columns = Math.ceil(covered.width)
  for (let row = 0; row < Math.ceil(covered.height); row++) {
    for (let at = row * side; at < row * side + columns; at++) {
      const value = logits[at] ?? 0
      if (value > OFFSET) inner++
      if (value > -OFFSET) outer++
    }
  }
  return outer === 0 ? 0 : inner / outer
}
