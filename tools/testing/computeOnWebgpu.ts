import * as tf from '@tensorflow/tfjs-core'
import { expect } from 'vitest'
import { asWebgpu } from '../../src/kernels/webgpu/asWebgpu.ts'

/** What a computation answered. */
export interface Computed {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array | Uint8Array
}

/**
 * Runs a computation on the CPU and then on WebGPU, and returns both answers. A shader that does not compile only
 * warns, and leaves what a pooled buffer held before: so the answer's buffers are poisoned first, and errors caught.
 */
export async function computeOnWebgpu(
  compute: () => tf.Tensor[],
): Promise<{ reference: Computed[]; own: Computed[] }> {
  await tf.setBackend('cpu')
  const reference = await readAll(tf.tidy(compute))
  await tf.setBackend('webgpu')
  for (const { shape } of reference) {
    const poison = [tf.fill([...shape], 1e9), tf.fill([...shape], 1e9)]
    await Promise.all(poison.map((tensor) => tensor.data()))
    tf.dispose(poison)
  }
  const { device } = asWebgpu(tf.backend())
  const before = tf.memory().numTensors
  device.pushErrorScope('validation')
  const own = await readAll(tf.tidy(compute))
  expect((await device.popErrorScope())?.message).toBeUndefined()
  expect(tf.memory().numTensors).toBe(before)
  return { reference, own }
}

async function readAll(tensors: readonly tf.Tensor[]): Promise<Computed[]> {
  const answers = await Promise.all(
    tensors.map(async (tensor) => ({ shape: tensor.shape, values: await tensor.data() })),
  )
  tf.dispose([...tensors])
  return answers
}

/** The greatest difference, as a share of the greatest value that was expected. */
export function relativeDifference(own: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (own.length !== expected.length) return Infinity
  let worst = 0
  let greatest = 1e-30
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((own[i] ?? NaN) - (expected[i] ?? NaN))
    worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference)
    greatest = Math.max(greatest, Math.abs(expected[i] ?? 0))
  }
  return worst / greatest
}
