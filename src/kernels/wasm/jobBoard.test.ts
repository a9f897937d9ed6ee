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
})
