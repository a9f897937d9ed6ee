import type { MaskRle } from '../maskRle.ts'

/** Pixels in the mask. */
export function maskArea({ counts }: MaskRle): number {
  let area = 0
  for (let i = 1; i < counts.length; i += 2) area += counts[i] ?? 0
  return area
}
