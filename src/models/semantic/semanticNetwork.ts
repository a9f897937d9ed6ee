import type { Tensor4D } from '@tensorflow/tfjs-core'
import type { Pass } from '../layers/pass.ts'

/** What a semantic network answers, at the size of its input less twice the margin. */
export interface SemanticLogits {
  /** [batch, height, width, classes] */
  readonly classes: Tensor4D
  /** [batch, height, width, 2]: touching, distance. Null without instance heads. */
  readonly shape: Tensor4D | null
  /** Of the auxiliary head, trained with half the weight and not used to predict. Null without one. */
  readonly auxiliary: Tensor4D | null
}

export interface SemanticNetwork {
  /** With the background. */
  readonly classes: number
  /** Pixels that the answer lacks on every side of the input. */
  readonly margin: number
  /** The least side of an input that the network can take and whose answer covers at least `wanted` pixels. */
  inputSide(wanted: number): number
  /** @param x [batch, height, width, 3], each side one that `inputSide` gave */
  forward(x: Tensor4D, pass: Pass): SemanticLogits
}
