import * as tf from '@tensorflow/tfjs-core'
import type { StoredTensor } from '../models/checkpoint/safetensors.ts'

/** A float tensor read back into ordinary memory; a copy, so that it stays when the tensor changes. */
export async function readTensor(tensor: tf.Tensor): Promise<StoredTensor> {
  const values = await tensor.data<'float32'>()
  return { dtype: 'F32', shape: [...tensor.shape], data: values.slice() }
}

/** The caller owns it. */
export function toTensor({ shape, data }: StoredTensor): tf.Tensor {
  if (!(data instanceof Float32Array)) throw new Error('Only float32 tensors are kept of a run.')
  return tf.tensor(data, [...shape], 'float32')
}
