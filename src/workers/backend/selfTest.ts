import * as tf from '@tensorflow/tfjs-core'
import { SELF_TEST_CASES, type SelfTestCase } from './selfTestCases.ts'

/** Single precision with sums of some hundred terms, and room for a GPU's own exp and division. */
const TOLERANCE = 2e-3

export interface SelfTestFault {
  readonly operation: string
  /** Largest difference to the right answer; NaN when a value is no number. */
  readonly difference: number
}

/**
 * Runs the operations the models stand on with known answers, on the backend in use. Some drivers and browsers compute
 * wrong without an error; better to know before a mask is wrong. Returns null when everything is right.
 */
export async function runSelfTest(
  cases: readonly SelfTestCase[] = SELF_TEST_CASES,
): Promise<SelfTestFault | null> {
  const results = withoutShortcuts(() => cases.map(({ run }) => tf.tidy(run)))
  try {
    // Read all before the answers are worked out: the GPU computes meanwhile.
    const values = await Promise.all(results.map((result) => result.data<'float32'>()))
    for (const [i, { name, expected }] of cases.entries()) {
      const difference = largestDifference(values[i] ?? new Float32Array(0), expected())
      if (!(difference <= TOLERANCE)) return { operation: name, difference }
    }
    return null
  } finally {
    tf.dispose(results)
  }
}

/** Small tensors on WebGPU are otherwise computed on the processor, which is not what is tested here. */
function withoutShortcuts<T>(run: () => T): T {
  if (tf.getBackend() !== 'webgpu') return run()
  tf.env().set('WEBGPU_CPU_FORWARD', false)
  try {
    return run()
  } finally {
    tf.env().set('WEBGPU_CPU_FORWARD', true)
  }
}

function largestDifference(actual: Float32Array, expected: Float64Array): number {
  if (actual.length !== expected.length) return Infinity
  let largest = 0
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN))
    if (Number.isNaN(difference)) return NaN
    largest = Math.max(largest, difference)
  }
  return largest
}
