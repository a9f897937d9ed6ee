import type { Scalar } from '@tensorflow/tfjs-core'
import type { Detection } from '../domain/detection.ts'
import type { ImageSize } from '../domain/image.ts'
import type { Random } from '../domain/random.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import type { Architecture } from './architecture.ts'
import type { ParameterStore } from './parameters/parameterStore.ts'
import type { PixelData } from './pixelData.ts'

export interface LossContext {
  /** Draws the samples that a step learns from. The same state gives the same losses. */
  readonly random: Random
}

export interface DetectOptions {
  /** Objects under this score are left out; the model's own floor where it is not said. */
  readonly scoreFloor?: number
  /** A box is dropped when it overlaps a better one of its class by more than this IoU. */
  readonly maxOverlap?: number
  readonly maxDetections?: number
  readonly signal?: AbortSignal
  /** Share of the work that is done, 0 to 1. */
  readonly onProgress?: (fraction: number) => void
  /** Told in front of each part of a picture that is looked at part by part; `at` counts from 1. */
  readonly onWindow?: (window: { readonly at: number; readonly of: number }) => void
}

/** A model that the trainer can teach and the Segment place can run, whatever its family. */
export interface TrainableModel {
  readonly architecture: Architecture
  /** Owned by the model: `dispose` frees them. */
  readonly parameters: ParameterStore
  /**
   * The losses of one step, each to be minimised; their plain sum is the total. Runs inside the gradient tape
   * (`tf.variableGrads`): synchronous, nothing is read back, and layers that gather statistics gather them.
   *
   * @param samples at least one; the pictures may differ in size
   */
  computeLosses(samples: readonly TrainingSample[], context: LossContext): Record<string, Scalar>
  /**
   * The objects in a picture, best first. Changes nothing in the model.
   *
   * @throws DOMException AbortError soon after `signal` aborts
   */
  detect(image: PixelData, options?: DetectOptions): Promise<readonly Detection[]>
  /**
   * Computes what `detect` computes for a picture of this size and reads nothing: for plans, on a backend that knows
   * shapes only.
   *
   * @returns how large the picture is for the network, padding included
   */
  passThrough(size: ImageSize): ImageSize
  dispose(): void
}
