import * as tf from '@tensorflow/tfjs-core'
import type { SemanticLoss } from '../../domain/training/semanticLoss.ts'
import { binaryCrossEntropy, focalLoss } from './binary.ts'
import type { ClassTargets } from './classTargets.ts'
import { softmaxCrossEntropy } from './crossEntropy.ts'
import { lovaszLoss } from './lovasz.ts'
import { diceLoss, tverskyLoss } from './overlap.ts'

/**
 * The losses that an architecture asks for, each times its weight, by name; their sum is what is minimised.
 *
 * @param logits [batch, height, width, classes]
 */
export function semanticLosses(
  logits: tf.Tensor4D,
  targets: ClassTargets,
  losses: readonly SemanticLoss[],
): Record<string, tf.Scalar> {
  return Object.fromEntries(
    losses.map((loss) => [
      `loss_${loss.kind.replaceAll('-', '_')}`,
      tf.mul<tf.Scalar>(valueOf(logits, targets, loss), loss.weight),
    ]),
  )
}

function valueOf(logits: tf.Tensor4D, targets: ClassTargets, loss: SemanticLoss): tf.Scalar {
  const asBinary = () => ({ targets: targets.oneHot, counts: tf.expandDims(targets.counts, 3) })
  switch (loss.kind) {
    case 'cross-entropy':
      return softmaxCrossEntropy(logits, targets, loss)
    case 'binary-cross-entropy':
      return binaryCrossEntropy(logits, asBinary())
    case 'focal':
      return focalLoss(logits, asBinary(), loss)
    case 'dice':
      return diceLoss(logits, targets)
    case 'tversky':
      return tverskyLoss(logits, targets, { ...loss, smooth: 0.5 })
    case 'lovasz':
      return lovaszLoss(logits, targets)
  }
}
