import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { installKernels } from '../../src/kernels/installKernels.ts'
import { startNodeWasm } from './nodeWasm.ts'

let starting: Promise<void> | undefined

/** Starts the engine in Node, on WebAssembly, with Limn's kernels; the backend that computed last stays otherwise. */
export async function startNodeBackend(): Promise<void> {
  starting ??= start()
  await starting
  await tf.setBackend(process.env['LIMN_BACKEND'] === 'cpu' ? 'cpu' : 'wasm')
}

async function start(): Promise<void> {
  installKernels()
  await startNodeWasm()
}
