import type { Box } from '../../domain/box.ts'
import { SCORE_COLUMNS } from './ssdHead.ts'

/** The network predicts offsets this many times larger than they are: centre, then size. */
const CENTRE_SCALE = 10
const SIZE_SCALE = 5

export interface RelativeDetection {
  /** COCO's id, 1 to 90. */
  readonly classId: number
  /** 0 to 1 */
  readonly score: number
  /** In shares of the picture's width and height; may reach beyond 0 and 1. */
  readonly relativeBox: Box
}

export interface SsdReadout {
  /** [anchors, 4]: top, left, bottom, right in shares of the picture. */
  readonly anchors: Float32Array
  /** [anchors, 4]: dy, dx, dh, dw */
  readonly boxes: Float32Array
  /** [anchors, 91], before the sigmoid; the first column is the background. */
  readonly logits: Float32Array
}

/**
 * What an anchor sees: the best of the known classes, if it scores at least `scoreFloor`. Best first.
 *
 * @param classIds the classes that have a name
 */
export function decodeDetections(
  readout: SsdReadout,
  options: { readonly scoreFloor: number; readonly classIds: readonly number[] },
): RelativeDetection[] {
  const { scoreFloor, classIds } = options
  const detections: RelativeDetection[] = []
  for (let anchor = 0; anchor < readout.anchors.length / 4; anchor++) {
    let classId = 0
    let best = -Infinity
    for (const id of classIds) {
      const logit = readout.logits[anchor * SCORE_COLUMNS + id] ?? -Infinity
      if (logit > best) {
        best = logit
        classId = id
      }
    }
    const score = 1 / (1 + Math.exp(-best))
    if (score >= scoreFloor) {
      detections.push({ classId, score, relativeBox: decodeBox(readout, anchor) })
    }
  }
  return detections.sort((a, b) => b.score - a.score)
}

/** Liu et al., "SSD", 2016; the object detection library's `FasterRcnnBoxCoder`. */
export function decodeBox({ anchors, boxes }: SsdReadout, anchor: number): Box {
  const at = anchor * 4
  const [top = 0, left = 0, bottom = 0, right = 0] = anchors.subarray(at, at + 4)
  const [dy = 0, dx = 0, dh = 0, dw = 0] = boxes.subarray(at, at + 4)
  const anchorHeight = bottom - top
  const anchorWidth = right - left
  const height = Math.exp(dh / SIZE_SCALE) * anchorHeight
  const width = Math.exp(dw / SIZE_SCALE) * anchorWidth
  const centreY = (dy / CENTRE_SCALE) * anchorHeight + top + anchorHeight / 2
  const centreX = (dx / CENTRE_SCALE) * anchorWidth + left + anchorWidth / 2
  return { x: centreX - width / 2, y: centreY - height / 2, width, height }
}
