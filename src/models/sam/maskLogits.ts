import { MASK_TOKENS } from './maskDecoder.ts'
import { EMBEDDING_SIDE } from './promptEncoder.ts'
import { LOGITS_SIDE } from './samFrame.ts'

/** A cell of the embedding becomes 2 x 2 pixels, and each of those 2 x 2 again. */
const CELL_PIXELS = (LOGITS_SIDE / EMBEDDING_SIDE) ** 2

/**
 * One mask of the decoder in raster order, [256, 256].
 *
 * @param shuffled [64 * 64 cells, 2, 2 (dy, dx of the first doubling), 2, 2 (of the second), MASK_TOKENS]
 */
export function unshuffleLogits(shuffled: Float32Array, mask: number): Float32Array {
  const logits = new Float32Array(LOGITS_SIDE * LOGITS_SIDE)
  let from = mask
  for (let row = 0; row < EMBEDDING_SIDE; row++) {
    for (let column = 0; column < EMBEDDING_SIDE; column++) {
      for (let pixel = 0; pixel < CELL_PIXELS; pixel++, from += MASK_TOKENS) {
        // Bits of `pixel`, from the top: dy and dx of the first doubling, dy and dx of the second.
        const y = row * 4 + ((pixel >> 2) & 2) + ((pixel >> 1) & 1)
        const x = column * 4 + ((pixel >> 1) & 2) + (pixel & 1)
        logits[y * LOGITS_SIDE + x] = shuffled[from] ?? 0
      }
    }
  }
  return logits
}

/**
 * Which mask answers a prompt: one with several points is unambiguous and gets the first; otherwise the best of the
 * other three by the decoder's own estimate (segment_anything/utils/onnx.py, `select_masks`).
 *
 * @param predictedIou [MASK_TOKENS]
 * @param points points of the prompt, a box's corners and the padding point among them
 */
export function selectMask(predictedIou: ArrayLike<number>, points: number): number {
  const preference = (points - 2.5) * 1000
  let best = 0
  for (let mask = 1; mask < MASK_TOKENS; mask++) {
    const reach = (predictedIou[best] ?? 0) + (best === 0 ? preference : 0)
    if ((predictedIou[mask] ?? 0) > reach) best = mask
  }
  return best
}
