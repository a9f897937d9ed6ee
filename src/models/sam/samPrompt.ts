import type { Box } from '../../domain/box.ts'

/** A click in the network frame. */
export interface NetworkPoint {
  readonly x: number
  readonly y: number
  readonly positive: boolean
}

/** What to find, in the network frame (see SamFrame). At least one point or a box. */
export interface SamPrompt {
  readonly points: readonly NetworkPoint[]
  readonly box?: Box
  /** [256, 256]: the logits of the mask that these clicks refine. */
  readonly previousLogits?: Float32Array
}

/** What a point stands for, numbered as the embeddings of Segment Anything are. */
export const PADDING_LABEL = -1
export type PointLabel = -1 | 0 | 1 | 2 | 3

export interface LabelledPoint {
  readonly x: number
  readonly y: number
  /** -1 padding, 0 not the object, 1 the object, 2 and 3 a box's top left and bottom right corner. */
  readonly label: PointLabel
}

/**
 * A prompt as the points that the network sees. A prompt without a box ends in a padding point, because the network
 * was trained so (segment_anything/modeling/prompt_encoder.py, `_embed_points`).
 */
export function labelPoints({ points, box }: SamPrompt): LabelledPoint[] {
  const clicks = points.map(({ x, y, positive }): LabelledPoint => ({
    x,
    y,
    label: positive ? 1 : 0,
  }))
  if (box === undefined) return [...clicks, { x: 0, y: 0, label: PADDING_LABEL }]
  return [
    ...clicks,
    { x: box.x, y: box.y, label: 2 },
    { x: box.x + box.width, y: box.y + box.height, label: 3 },
  ]
}
