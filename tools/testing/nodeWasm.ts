import { createRequire } from 'node:module'
import path from 'node:path'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import * as tf from '@tensorflow/tfjs-core'

/** Starts TensorFlow.js on WebAssembly in Node, where it finds its binary in the package. One thread: Node has no more. */
export async function startNodeWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')
  setWasmPaths(`${path.dirname(entry)}/`)
  await tf.setBackend('wasm')
  await tf.ready()
}
