import * as tf from '@tensorflow/tfjs-core'
import type { EngineHandler, EngineSession } from '../engineSession.ts'

export function memoryHandler(session: EngineSession): EngineHandler<'memory'> {
  return () => {
    const isRunning = session.backend !== null
    const { numTensors, numBytes } = isRunning ? tf.memory() : { numTensors: 0, numBytes: 0 }
    return Promise.resolve({
      numTensors,
      tensorBytes: numBytes,
      gpuBytes: session.backend?.running.gpuBytes() ?? null,
      embeddings: session.embeddings.size,
    })
  }
}
