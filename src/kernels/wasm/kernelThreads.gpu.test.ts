import { expect, it } from 'vitest'
import type { ThreadsReport } from './threadsProbe.worker.ts'

it('computes with several threads what one thread computes', async () => {
  const worker = new Worker(new URL('./threadsProbe.worker.ts', import.meta.url), {
    type: 'module',
  })
  const report = await new Promise<ThreadsReport>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ThreadsReport>) => {
      resolve(data)
    }
    worker.onerror = ({ message }) => {
      reject(new Error(message))
    }
  })
  worker.terminate()
  expect(report.threads).toBe(crossOriginIsolated ? 3 : 1)
  expect(report.differing).toEqual([])
})
