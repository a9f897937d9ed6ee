import * as tf from '@tensorflow/tfjs-core'
import { SHAPES, ShapesBackend } from './shapesBackend.ts'

/**
 * Runs what computes nothing: tensors made meanwhile have shapes only, and must be gone at the end. Synchronous, so that
 * whatever else the engine does finds its own backend again.
 */
export function onShapes<T>(run: (backend: ShapesBackend) => T): T {
  if (!tf.engine().backendNames().includes(SHAPES)) {
    // Of the least priority: it is never chosen by itself.
    tf.registerBackend(SHAPES, () => new ShapesBackend(), -1)
  }
  const before = tf.getBackend()
  // A backend whose factory is synchronous is in use when the call returns.
  void tf.setBackend(SHAPES)
  try {
    const backend = tf.backend()
    if (!(backend instanceof ShapesBackend)) throw new Error('The shapes backend did not start.')
    return run(backend)
  } finally {
    // Before the engine is started there was none.
    if (tf.engine().backendNames().includes(before)) void tf.setBackend(before)
  }
}
