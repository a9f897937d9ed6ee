import * as tf from '@tensorflow/tfjs-core'

/**
 * Frees what a gradient tape that was cut short kept for its way back: TensorFlow.js frees it only at the end of a whole
 * one, and when memory ran out that is most of what the step had taken. Does nothing while a tape runs.
 */
export function releaseTape(): void {
  const { state } = tf.engine()
  if (state.gradientDepth > 0) return
  // Null between tapes, whatever the type says.
  const tape = state.activeTape as typeof state.activeTape | null
  for (const { saved } of tape ?? []) if (saved !== undefined) tf.dispose(saved)
  state.activeTape = []
}
