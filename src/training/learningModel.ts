import type * as tf from '@tensorflow/tfjs-core'
import type { Random } from '../domain/random.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import type { StoredTensor } from '../models/checkpoint/safetensors.ts'

export interface LearningParameter {
  /** PyTorch's name in the state dict. */
  readonly name: string
  readonly variable: tf.Variable
}

/** What the trainer needs of a model; every `TrainableModel` is one, and a spec can make a smaller one. */
export interface LearningModel {
  readonly parameters: {
    /** Those that learn, in an order that stays the same. */
    trainable(): readonly LearningParameter[]
    /** Weights and buffers, by PyTorch's names and in its layout. */
    save(): Promise<ReadonlyMap<string, StoredTensor>>
    load(stateDict: ReadonlyMap<string, StoredTensor>): unknown
  }
  /** The parts of the loss, scalars, for the tape to follow. */
  computeLosses(
    samples: readonly TrainingSample[],
    context: { readonly random: Random },
  ): Readonly<Record<string, tf.Scalar>>
}
