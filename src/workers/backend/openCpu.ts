import * as tf from '@tensorflow/tfjs-core'
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import { registerBackend } from './registerBackend.ts'
import type { RunningBackend } from './runningBackend.ts'

/** Plain JavaScript: right on every device, and slow. */
export async function openCpu(): Promise<RunningBackend> {
  await registerBackend('cpu', () => new MathBackendCPU())
  return {
    name: 'cpu',
    title: 'plain JavaScript',
    threads: 0,
    adapter: '',
    gpuBytes: () => null,
    guard: (work) => work(),
    precompile: null,
    close: () => tf.removeBackend('cpu'),
  }
}
