import * as tf from '@tensorflow/tfjs-core'
import { batchedNonMaxSuppression } from '../../kernels/nonMaxSuppression/nonMaxSuppression.ts'
import { topK } from '../../kernels/topK/topK.ts'
import { addConvolution } from '../layers/convNorm.ts'
import type { Pass } from '../layers/pass.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import { clipBoxes, decodeBoxes, PROPOSAL_WEIGHTS, reachSide } from './boxCoder.ts'

/** Boxes with a shorter side, in pixels, are no proposals. */
const MIN_SIDE = 1e-3

/** What the proposal network says of the anchors of one level. */
export interface LevelOutlook {
  /** [batch, anchors] logits */
  readonly objectness: tf.Tensor2D
  /** [batch, anchors, 4] */
  readonly deltas: tf.Tensor3D
}

export type ProposalHead = (levels: readonly tf.Tensor4D[], pass: Pass) => readonly LevelOutlook[]

/** torchvision's RPNHead (torchvision/models/detection/rpn.py): the same layers on every level. */
export function addProposalHead(
  store: ParameterStore,
  name: string,
  options: {
    readonly width: number
    readonly convolutions: number
    readonly anchorsPerCell: number
  },
): ProposalHead {
  const { width, convolutions, anchorsPerCell } = options
  const initial = { kind: 'normal', deviation: 0.01 } as const
  const look = Array.from({ length: convolutions }, (_, i) =>
    addConvolution(store, `${name}.conv.${i}.0`, {
      ...{ inputs: width, outputs: width, side: 3, initial },
      activation: 'relu',
    }),
  )
  const pointwise = (layer: string, outputs: number) =>
    addConvolution(store, `${name}.${layer}`, { inputs: width, outputs, side: 1, initial })
  const score = pointwise('cls_logits', anchorsPerCell)
  const move = pointwise('bbox_pred', anchorsPerCell * 4)

  return (levels, pass) =>
    levels.map((level) => {
      const [batch, height, columns] = level.shape
      const anchors = height * columns * anchorsPerCell
      const seen = look.reduce((map, layer) => layer(map, pass), level)
      return {
        objectness: tf.reshape(score(seen, pass), [batch, anchors]),
        deltas: tf.reshape(move(seen, pass), [batch, anchors, 4]),
      }
    })
}

/** Fixed in number for each picture; those beyond what was found are not valid. */
export interface Proposals {
  /** [batch, count, 4] network frame; zeros where not valid */
  readonly boxes: tf.Tensor3D
  /** [batch, count] best first; 0 where not valid */
  readonly scores: tf.Tensor2D
  /** [batch, count] bool */
  readonly isValid: tf.Tensor2D
}

export interface ProposalOptions {
  readonly preNms: number
  readonly postNms: number
  readonly nmsOverlap: number
  /** Of the pictures before padding, to which boxes are clipped. */
  readonly sizes: readonly (readonly [width: number, height: number])[]
}

/** The best anchors of one level, moved by their deltas and clipped: [batch, k, 4] and [batch, k]. */
export interface LevelCandidates {
  readonly boxes: tf.Tensor3D
  readonly logits: tf.Tensor2D
  /** [batch, k] places within the level. */
  readonly places: tf.Tensor2D
}

export function takeBest(
  { objectness, deltas }: LevelOutlook,
  anchors: tf.Tensor2D,
  { preNms, sizes }: ProposalOptions,
): LevelCandidates {
  return tf.tidy(() => {
    const [batch, count] = objectness.shape
    const k = Math.min(preNms, count)
    const { values, indices: places } = topK(objectness, k)
    const flat = tf.reshape(places, [batch * k])
    const from = tf.reshape(tf.gather(anchors, flat), [batch, k, 4])
    const offsets = tf.tensor2d(Array.from({ length: batch }, (_, i) => [i * count]))
    const rows = tf.reshape(tf.add(places, tf.cast(offsets, 'int32')), [batch * k])
    const by = tf.reshape(
      tf.gather(tf.reshape(deltas, [batch * count, 4]), tf.cast(rows, 'int32')),
      [batch, k, 4],
    )
    const decoded = decodeBoxes(from, by, PROPOSAL_WEIGHTS) as tf.Tensor3D
    return { boxes: clipBoxes(decoded, sizes), logits: values, places }
  })
}

/**
 * torchvision's `filter_proposals`: the best of each level, without what is too small or overlaps a better one of its
 * level. Nothing is read back; shapes are the same whatever is found.
 *
 * @param anchors [anchors, 4] for each level
 */
export function selectProposals(
  outlooks: readonly LevelOutlook[],
  anchors: readonly tf.Tensor2D[],
  options: ProposalOptions,
): Proposals {
  return tf.tidy(() => {
    const levels = outlooks.map((outlook, i) => {
      const own = anchors[i]
      if (own === undefined) throw new Error('Each level has its anchors.')
      return takeBest(outlook, own, options)
    })
    const boxes = tf.concat(
      levels.map((level) => level.boxes),
      1,
    )
    const scores = tf.sigmoid(
      tf.concat(
        levels.map((level) => level.logits),
        1,
      ),
    )
    const ofLevel = levels.flatMap(({ boxes: { shape } }, level) =>
      new Array<number>(shape[1]).fill(level),
    )
    const pictures = options.sizes.map((_, picture) =>
      suppress(boxes, scores, { picture, levels: tf.tensor1d(ofLevel, 'int32'), ...options }),
    )
    return {
      boxes: tf.stack(pictures.map((own) => own.boxes)) as tf.Tensor3D,
      scores: tf.stack(pictures.map((own) => own.scores)) as tf.Tensor2D,
      isValid: tf.stack(pictures.map((own) => own.isValid)) as tf.Tensor2D,
    }
  })
}

function suppress(
  allBoxes: tf.Tensor3D,
  allScores: tf.Tensor2D,
  options: {
    readonly picture: number
    readonly levels: tf.Tensor1D
    readonly nmsOverlap: number
    readonly postNms: number
  },
): { boxes: tf.Tensor2D; scores: tf.Tensor1D; isValid: tf.Tensor1D } {
  const { picture, levels, nmsOverlap, postNms } = options
  const count = levels.size
  const boxes = tf.reshape<tf.Rank.R2>(tf.slice(allBoxes, [picture, 0, 0], [1, count, 4]), [
    count,
    4,
  ])
  const scores = tf.reshape<tf.Rank.R1>(tf.slice(allScores, [picture, 0], [1, count]), [count])
  const isLarge = reachSide(boxes, MIN_SIDE)
  const { indices } = batchedNonMaxSuppression(
    boxes,
    tf.where<tf.Tensor1D>(isLarge, scores, -1),
    levels,
    { iouThreshold: nmsOverlap, scoreThreshold: -0.5, maxOutputSize: postNms },
  )
  const isValid = tf.greaterEqual<tf.Tensor1D>(indices, 0)
  const kept = tf.maximum<tf.Tensor1D>(indices, tf.scalar(0, 'int32'))
  const weight = tf.cast(isValid, 'float32')
  return {
    boxes: tf.mul(tf.gather(boxes, kept), tf.expandDims(weight, 1)),
    scores: tf.mul(tf.gather(scores, kept), weight),
    isValid,
  }
}
