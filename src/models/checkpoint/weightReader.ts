import * as tf from '@tensorflow/tfjs-core'
import { CheckpointError, type StoredTensor } from './safetensors.ts'

/**
 * Hands out the weights of a checkpoint by name and expected shape, and knows at the end what nobody took. Tensors it
 * makes outlive any `tf.tidy`; `dispose` frees them all.
 */
export class WeightReader {
  readonly #stored: ReadonlyMap<string, StoredTensor>
  readonly #taken = new Set<string>()
  readonly #tensors: tf.Tensor[] = []

  constructor(stored: ReadonlyMap<string, StoredTensor>) {
    this.#stored = stored
  }

  /** The values of a float tensor, to compute with before they go to a backend. */
  values(name: string, shape: readonly number[]): Float32Array {
    const stored = this.#stored.get(name)
    if (stored === undefined) throw new CheckpointError(`The weights lack the tensor “${name}”.`)
    if (stored.shape.join() !== shape.join()) {
      throw new CheckpointError(
        `The tensor “${name}” has the shape [${stored.shape.join(', ')}]; the model needs [${shape.join(', ')}].`,
      )
    }
    if (!(stored.data instanceof Float32Array)) {
      throw new CheckpointError(
        `The tensor “${name}” holds ${stored.dtype}; the model needs floats.`,
      )
    }
    this.#taken.add(name)
    return stored.data
  }

  vector(name: string, length: number): tf.Tensor1D {
    return this.own(tf.tensor1d(this.values(name, [length])))
  }

  matrix(name: string, shape: [number, number]): tf.Tensor2D {
    return this.own(tf.tensor2d(this.values(name, shape), shape))
  }

  kernel(name: string, shape: [number, number, number, number]): tf.Tensor4D {
    return this.own(tf.tensor4d(this.values(name, shape), shape))
  }

  /** Keeps a tensor that was made from weights as long as the weights themselves. */
  own<T extends tf.Tensor>(tensor: T): T {
    this.#tensors.push(tf.keep(tensor))
    return tensor
  }

  /** @throws CheckpointError when the checkpoint holds tensors that the model has no place for */
  finish(): void {
    const left = [...this.#stored.keys()].filter((name) => !this.#taken.has(name))
    if (left.length === 0) return
    const shown = left.slice(0, 3).map((name) => `“${name}”`)
    const more = left.length > shown.length ? ` and ${left.length - shown.length} more` : ''
    throw new CheckpointError(`The model has no place for ${shown.join(', ')}${more}.`)
  }

  dispose(): void {
    for (const tensor of this.#tensors.splice(0)) tensor.dispose()
  }
}
