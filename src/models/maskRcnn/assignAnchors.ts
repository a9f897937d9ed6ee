import type { Random } from '../../domain/random.ts'
import type { SamplingLimits } from '../architecture.ts'
import { encodeBox } from './boxCoder.ts'
import { drawSome } from './drawSome.ts'
import { AMBIGUOUS, BACKGROUND, matchAnchors } from './matchAnchors.ts'

/** What a step teaches the proposals, for every anchor: most weigh nothing. */
export interface AnchorTargets {
  /** [batch, anchors] 1 for an object, 0 for background. */
  readonly labels: Float32Array
  /** [batch, anchors] one over the number of samples for each that is sampled, 0 for the others. */
  readonly weights: Float32Array
  /** [batch, anchors, 4] deltas to the object, where the label is 1. */
  readonly deltas: Float32Array
}

/**
 * Matches every anchor to the objects and draws a balanced sample of them, as torchvision's RegionProposalNetwork
 * (torchvision/models/detection/rpn.py, _utils.py: BalancedPositiveNegativeSampler). It depends on no activation, so
 * it runs on plain arrays while the device is busy.
 *
 * @param anchors [anchors, 4]
 * @param objects [objects, 4] for each picture, network frame
 */
export function assignAnchors(
  anchors: Float32Array,
  objects: readonly Float32Array[],
  options: { readonly limits: SamplingLimits; readonly random: Random },
): AnchorTargets {
  const { limits, random } = options
  const count = anchors.length / 4
  const labels = new Float32Array(objects.length * count)
  const weights = new Float32Array(objects.length * count)
  const deltas = new Float32Array(objects.length * count * 4)
  const sampled: number[] = []
  objects.forEach((boxes, picture) => {
    const matches = matchAnchors(anchors, boxes, { ...limits, allowLowQuality: true })
    const { positives, negatives } = sortOut(matches)
    const most = Math.floor(limits.perImage * limits.positiveShare)
    const chosen = drawSome(positives, most, random)
    const rest = drawSome(negatives, limits.perImage - chosen.length, random)
    for (const anchor of rest) sampled.push(picture * count + anchor)
    for (const anchor of chosen) {
      const at = picture * count + anchor
      sampled.push(at)
      labels[at] = 1
      const object = (matches[anchor] ?? 0) * 4
      const box = anchors.subarray(anchor * 4, anchor * 4 + 4)
      encodeBox(box, boxes.subarray(object, object + 4), { deltas, at: at * 4 })
    }
  })
  for (const at of sampled) weights[at] = 1 / sampled.length
  return { labels, weights, deltas }
}

function sortOut(matches: Int32Array): { positives: Int32Array; negatives: Int32Array } {
  const positives: number[] = []
  const negatives: number[] = []
  matches.forEach((match, anchor) => {
    if (match === BACKGROUND) negatives.push(anchor)
    else if (match !== AMBIGUOUS) positives.push(anchor)
  })
  return { positives: Int32Array.from(positives), negatives: Int32Array.from(negatives) }
}
