const { fround, trunc } = Math

/** The whole pixels that a mask with its frame of zeros is resized to. */
export interface GrownBox {
  readonly left: number
  readonly top: number
  /** Pixels, at least one. */
  readonly across: number
  readonly down: number
}

/**
 * A box grown with its mask's frame, then cut to integers toward zero, in float32 throughout: `expand_boxes` and
 * `paste_mask_in_image` of torchvision/models/detection/roi_heads.py.
 */
export function growBox(box: ArrayLike<number>, side: number): GrownBox {
  const scale = fround((side + 2) / side)
  const [left, right] = growAxis(box[0] ?? 0, box[2] ?? 0, scale)
  const [top, bottom] = growAxis(box[1] ?? 0, box[3] ?? 0, scale)
  return {
    left,
    top,
    across: Math.max(right - left + 1, 1),
    down: Math.max(bottom - top + 1, 1),
  }
}

function growAxis(low: number, high: number, scale: number): [number, number] {
  const half = fround(fround(fround(high - low) * 0.5) * scale)
  const centre = fround(fround(high + low) * 0.5)
  return [trunc(fround(centre - half)), trunc(fround(centre + half))]
}
