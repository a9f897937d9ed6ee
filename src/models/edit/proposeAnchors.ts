import type { MaskRcnnArchitecture } from '../architecture.ts'
import { makeCellAnchors } from '../maskRcnn/anchors.ts'

type Anchors = MaskRcnnArchitecture['anchors']

/** Width and height in pixels of the network's picture. */
export interface BoxExtent {
  readonly width: number
  readonly height: number
}

/** Sides that anchors may have, pixels: below, a cell of the finest map holds more than one. */
const LEAST_SIDE = 4
const ROUNDS = 50

/**
 * Anchors that lie near the boxes of a dataset: by k-means (Lloyd, 1982) on the logarithms of their sides, one centre a
 * level, and of their aspect ratios. Deterministic: the centres begin at quantiles.
 *
 * @param boxes at least one, with some extent
 * @param options.levels of the pyramid, the pooled one counted
 * @param options.sizes a level
 */
export function proposeAnchors(
  boxes: readonly BoxExtent[],
  options: { readonly levels: number; readonly sizes?: number; readonly ratios?: number },
): Anchors {
  const sides = boxes.map(({ width, height }) => Math.log(Math.sqrt(width * height)))
  const shapes = boxes.map(({ width, height }) => Math.log(height / width))
  const { levels, sizes: each = 1, ratios = 3 } = options
  const all = clusterLine(sides, levels * each).map((side) =>
    Math.max(LEAST_SIDE, Math.round(Math.exp(side))),
  )
  const sizes = Array.from({ length: levels }, (_, i) => all.slice(i * each, (i + 1) * each))
  const aspectRatios = clusterLine(shapes, ratios).map((ratio) => round2(Math.exp(ratio)))
  return { sizes, aspectRatios: [...new Set(aspectRatios)] }
}

/**
 * How well anchors suit boxes: the mean over the boxes of the best IoU with an anchor around the same centre, 0 to 1.
 */
export function anchorFit(boxes: readonly BoxExtent[], { sizes, aspectRatios }: Anchors): number {
  const corners = sizes.flatMap((level) => [...makeCellAnchors(level, aspectRatios)])
  let sum = 0
  for (const { width, height } of boxes) {
    let best = 0
    for (let i = 0; i < corners.length; i += 4) {
      const across = (corners[i + 2] ?? 0) - (corners[i] ?? 0)
      const down = (corners[i + 3] ?? 0) - (corners[i + 1] ?? 0)
      const shared = Math.min(across, width) * Math.min(down, height)
      best = Math.max(best, shared / (across * down + width * height - shared))
    }
    sum += best
  }
  return boxes.length === 0 ? 0 : sum / boxes.length
}

/** Centres of k clusters of numbers, ascending. */
function clusterLine(values: readonly number[], k: number): readonly number[] {
  const sorted = [...values].sort((a, b) => a - b)
  let centres = Array.from(
    { length: k },
    (_, i) => sorted[Math.floor(((i + 0.5) / k) * sorted.length)] ?? 0,
  )
  for (let round = 0; round < ROUNDS; round++) {
    const sums = centres.map(() => ({ sum: 0, count: 0 }))
    for (const value of sorted) {
      const own = sums[nearest(centres, value)]
      if (own === undefined) continue
      own.sum += value
      own.count += 1
    }
    const next = sums.map(({ sum, count }, i) => (count === 0 ? (centres[i] ?? 0) : sum / count))
    const isStill = next.every((centre, i) => centre === centres[i])
    centres = next
    if (isStill) break
  }
  return centres
}

function nearest(centres: readonly number[], value: number): number {
  let best = 0
  centres.forEach((centre, i) => {
    if (Math.abs(centre - value) < Math.abs((centres[best] ?? 0) - value)) best = i
  })
  return best
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
