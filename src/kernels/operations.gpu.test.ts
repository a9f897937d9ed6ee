import { afterAll, describe, expect, it } from 'vitest'
import { OPERATIONS } from '../../tools/testing/operations/operations.ts'
import type {
  OperationReport,
  OperationRequest,
} from '../../tools/testing/operations/operations.worker.ts'

/** Random shapes of each operation: on WebGPU every other option is a shader to compile. */
const SHAPES = { webgpu: 2, wasm: 8 } as const

describe.each(['webgpu', 'wasm'] as const)('operations in a worker on %s', (backend) => {
  const seeds = Array.from({ length: SHAPES[backend] }, (_, i) => 201 + i)
  const worker = new Worker(
    new URL('../../tools/testing/operations/operations.worker.ts', import.meta.url),
    { type: 'module' },
  )
  afterAll(() => {
    worker.terminate()
  })

  function check(request: OperationRequest): Promise<OperationReport> {
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<OperationReport>) => {
        resolve(data)
      }
      worker.onerror = ({ message }) => {
        reject(new Error(message))
      }
      worker.postMessage(request)
    })
  }

  it.each(OPERATIONS)('$name answers as float64 does, and has its gradients', async (operation) => {
    const { name: operationName, cases } = operation
    const report = await check({ backend, operation: operationName, seeds })
    expect(report.failures).toEqual([])
    expect(report.checked).toBe(Object.keys(cases).length + seeds.length)
  })
})
