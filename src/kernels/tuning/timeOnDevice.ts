import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { Tensor } from '@tensorflow/tfjs-core'

/**
 * Milliseconds that the device takes for what `run` asks of it: by timestamp queries where the device has them, else by
 * the clock until its answer can be read. What `run` returns is disposed.
 */
export async function timeOnDevice(backend: WebGPUBackend, run: () => Tensor): Promise<number> {
  if (backend.device.features.has('timestamp-query')) {
    const { kernelMs } = await backend.time(() => run().dispose())
    // Browsers round timestamps to 0.1 ms; what takes less is not told apart.
    if (typeof kernelMs === 'number' && kernelMs > 0) return kernelMs
  }
  const start = performance.now()
  const answer = run()
  await backend.read(answer.dataId)
  answer.dispose()
  return performance.now() - start
}
