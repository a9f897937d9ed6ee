import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { JobBoard } from './jobBoard.ts'

const JOB = { kernel: 0, parameters: [1, 2], units: 8, threads: 2 }

describe('the board of jobs', () => {
  it('waits for the others and goes on when all are done', () => {
    const board = new JobBoard()
    board.post(JOB)
    board.reportDone(false)
    expect(() => board.awaitOthers(1)).not.toThrow()
  })

  it('passes on a trap of another thread instead of waiting for ever, and forgets it with the next job', () => {
    const board = new JobBoard()
    board.post(JOB)
    new JobBoard(board.buffer).reportDone(true)
    expect(() => board.awaitOthers(1)).toThrow(WebAssembly.RuntimeError)
    board.post(JOB)
    board.reportDone(false)
    expect(() => board.awaitOthers(1)).not.toThrow()
  })

  it('sleeps on when it is woken without a newer job, as a poster held up before it wakes others does', async () => {
    const board = new JobBoard()
    const poster = new Worker(
      `const { workerData } = require('node:worker_threads')
      const integers = new Int32Array(workerData, 0, 1)
      const pause = new Int32Array(new SharedArrayBuffer(4))
      for (let i = 0; i < 20; i++) {
        Atomics.wait(pause, 0, 0, 5)
        Atomics.notify(integers, 0)
      }
      Atomics.add(integers, 0, 1)
      Atomics.notify(integers, 0)`,
      { eval: true, workerData: board.buffer },
    )
    expect(board.awaitJob(0)).toBe(1)
    await poster.terminate()
  })
})
