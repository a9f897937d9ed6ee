import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'

/**
 * Frees idle buffers of TensorFlow.js's pool, which keeps every buffer for the next tensor of exactly its size: pictures
 * of many shapes would fill the device. The sizes that were first asked for go first.
 *
 * Call it right after a submission: until then commands may still name what the pool holds.
 *
 * @param mostIdleBytes what may stay
 * @returns bytes freed
 */
export function trimBufferPool(
  manager: WebGPUBackend['bufferManager'],
  mostIdleBytes: number,
): number {
  const before = manager.numBytesAllocated
  const isIdleTooMuch = (): boolean =>
    manager.numBytesAllocated - manager.numBytesUsed > mostIdleBytes
  if (!isIdleTooMuch()) return 0
  // Private in its class and the only place that knows sizes: [size and usage] to buffers.
  const pools: unknown = manager['freeBuffers']
  if (!(pools instanceof Map)) return 0
  for (const pool of pools.values()) {
    while (isIdleTooMuch() && Array.isArray(pool) && pool.length > 0) {
      const buffer: unknown = pool.at(-1)
      if (!(buffer instanceof GPUBuffer)) break
      // Out of the pool by the one door, and into nothing by the other.
      manager.releaseBuffer(manager.acquireBuffer(buffer.size, buffer.usage), false)
    }
  }
  return before - manager.numBytesAllocated
}
