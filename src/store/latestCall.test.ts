import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { latestCall } from './latestCall.ts'

describe('latestCall', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('runs only the last of calls that come without a pause', async () => {
    const call = latestCall(100)
    const ran: number[] = []
    for (const value of [1, 2, 3]) {
      void call(() => {
        ran.push(value)
        return Promise.resolve()
      })
      await vi.advanceTimersByTimeAsync(50)
    }
    expect(ran).toEqual([])
    await vi.advanceTimersByTimeAsync(100)
    expect(ran).toEqual([3])
  })

  it('aborts the one under way when the next comes, and ends when it ends', async () => {
    const call = latestCall(100)
    const signals: AbortSignal[] = []
    let isOver = false
    const first = call(async (signal) => {
      signals.push(signal)
      await new Promise((resolve) => setTimeout(resolve, 1000))
    }).then(() => {
      isOver = true
    })
    await vi.advanceTimersByTimeAsync(200)
    expect(signals.map(({ aborted }) => aborted)).toEqual([false])
    const second = call(() => Promise.resolve())
    expect(signals.map(({ aborted }) => aborted)).toEqual([true])
    expect(isOver).toBe(false)
    await vi.advanceTimersByTimeAsync(1000)
    await Promise.all([first, second])
    expect(isOver).toBe(true)
  })
})
