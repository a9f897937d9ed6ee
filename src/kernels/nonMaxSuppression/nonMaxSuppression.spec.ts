import type * as tf from '@tensorflow/tfjs-core'
import { fixed } from '../../../tools/testing/operations/draw.ts'
import { drawBoxes } from '../../../tools/testing/operations/drawBoxes.ts'
import { overlapReference } from '../../../tools/testing/operations/overlapReference.ts'
import { specifyOperation, type Numbers } from '../../../tools/testing/operations/operationSpec.ts'
import { batchedNonMaxSuppression, nonMaxSuppression } from './nonMaxSuppression.ts'

interface Options {
  readonly boxes: number
  /** 1: suppression without classes. */
  readonly classes: number
  /** Different scores, so that few of them tie or many do. */
  readonly scores: number
  readonly iouThreshold: number
  readonly scoreThreshold: number
  readonly maxOutputSize: number
}

/** No quotient of boxes at quarters comes near these. */
const some = { classes: 1, scores: 100, iouThreshold: 0.41234, scoreThreshold: -1 } as const

export const nonMaxSuppressionSpec = specifyOperation<Options>({
  name: 'nonMaxSuppression',
  cases: {
    'a few boxes': { ...some, boxes: 7, maxOutputSize: 7 },
    'boxes that end within a word, many scores alike': {
      ...{ ...some, boxes: 333, scores: 9, maxOutputSize: 333 },
    },
    'classes of their own': { ...some, boxes: 150, classes: 4, maxOutputSize: 150 },
    'a threshold of scores and a short answer': {
      ...{ ...some, boxes: 100, scoreThreshold: 0.305, maxOutputSize: 13 },
    },
    'a long answer': { ...some, boxes: 20, maxOutputSize: 50 },
    'no boxes': { ...some, boxes: 0, maxOutputSize: 3 },
  },
  any: (draw) => ({
    boxes: draw.integer(0, 90),
    classes: draw.integer(1, 3),
    scores: draw.pick([5, 1000]),
    iouThreshold: draw.pick([0.21234, 0.51234, 0.71234]),
    scoreThreshold: draw.pick([-1, 0.305]),
    maxOutputSize: draw.integer(0, 90),
  }),
  make: ({ boxes, classes, scores, ...options }, draw) => {
    const ranks = draw.integers([boxes], 0, scores).values
    return {
      inputs: [
        drawBoxes(draw, boxes),
        fixed({
          shape: [boxes],
          values: Float32Array.from(ranks, (rank) => rank / scores),
          isFixed: true,
        }),
        draw.integers([boxes], 0, classes - 1),
      ],
      compute: (...inputs) => {
        const [corners, points, of] = inputs as [tf.Tensor2D, tf.Tensor1D, tf.Tensor1D]
        const { indices, count } =
          classes === 1
            ? nonMaxSuppression(corners, points, options)
            : batchedNonMaxSuppression(corners, points, of, options)
        return [indices, count]
      },
      reference: (corners = [], points = [], of = []) => {
        const kept = suppress(corners, points, of, options)
        const length = options.maxOutputSize
        return [Array.from({ length }, (_, i) => kept[i] ?? -1), [kept.length]]
      },
      shapes: [[options.maxOutputSize], [1]],
    }
  },
})

/** Box by box, best first. */
function suppress(
  boxes: Numbers,
  scores: Numbers,
  classes: Numbers,
  options: Pick<Options, 'iouThreshold' | 'scoreThreshold' | 'maxOutputSize'>,
): number[] {
  const order = Array.from(scores, (score, place) => ({ score, place }))
    .filter(({ score }) => score > options.scoreThreshold)
    .sort((a, b) => b.score - a.score || a.place - b.place)
  const kept: number[] = []
  for (const { place } of order) {
    const isCovered = kept.some(
      (better) =>
        classes[better] === classes[place] &&
        overlapReference(boxes, better, boxes, place) > options.iouThreshold,
    )
    if (!isCovered) kept.push(place)
  }
  return kept.slice(0, options.maxOutputSize)
}
