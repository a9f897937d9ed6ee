import * as tf from '@tensorflow/tfjs-core'
import type { BackendName } from '../protocol.ts'

/** Makes `backend` the one TensorFlow.js uses, in place of any earlier one of that name. */
export async function registerBackend(
  name: BackendName,
  create: () => tf.KernelBackend | Promise<tf.KernelBackend>,
): Promise<void> {
  if (name in tf.engine().registryFactory) tf.removeBackend(name)
  tf.registerBackend(name, create)
  if (!(await tf.setBackend(name))) throw new Error(`TensorFlow.js could not start ${name}`)
}
