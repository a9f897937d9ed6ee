import type { MaskRcnnArchitecture } from '../architecture.ts'

/** A box that is an object, before it has a mask. */
export interface ChosenBox {
  readonly label: number
  readonly score: number
  /** x1, y1, x2, y2, network frame. */
  readonly corners: Float32Array
}

/** Boxes with a shorter side, in pixels of the network's picture, are no objects. */
const MIN_SIDE = 1e-2

/**
 * torchvision's `postprocess_detections` (torchvision/models/detection/roi_heads.py) on what the box head answered for
 * one picture: every class of every proposal is a candidate; only those of one class suppress each other.
 *
 * @param scores [proposals, classes] after softmax
 * @param boxes [proposals, classes, 4] decoded and clipped
 */
export function chooseDetections(
  scores: Float32Array,
  boxes: Float32Array,
  options: MaskRcnnArchitecture['limits']['detections'] & { readonly classes: number },
): readonly ChosenBox[] {
  const { classes, scoreFloor, nmsOverlap, count } = options
  const candidates: ChosenBox[] = []
  for (let i = 0; i < scores.length; i++) {
    const label = i % classes
    const score = scores[i] ?? 0
    // A score that is no number is above nothing.
    if (label === 0 || !(score > scoreFloor)) continue
    const corners = boxes.subarray(i * 4, i * 4 + 4)
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = corners
    if (x2 - x1 >= MIN_SIDE && y2 - y1 >= MIN_SIDE) candidates.push({ label, score, corners })
  }
  candidates.sort((a, b) => b.score - a.score)
  const kept: ChosenBox[] = []
  const ofClass = new Map<number, ChosenBox[]>()
  for (const candidate of candidates) {
    if (kept.length >= count) break
    const rivals = ofClass.get(candidate.label) ?? []
    if (rivals.some((rival) => overlapOf(rival.corners, candidate.corners) > nmsOverlap)) continue
    kept.push(candidate)
    ofClass.set(candidate.label, [...rivals, candidate])
  }
  return kept
}

function overlapOf(a: Float32Array, b: Float32Array): number {
  const [ax1 = 0, ay1 = 0, ax2 = 0, ay2 = 0] = a
  const [bx1 = 0, by1 = 0, bx2 = 0, by2 = 0] = b
  const width = Math.min(ax2, bx2) - Math.max(ax1, bx1)
  const height = Math.min(ay2, by2) - Math.max(ay1, by1)
  if (width <= 0 || height <= 0) return 0
  const shared = width * height
  return shared / ((ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared)
}
