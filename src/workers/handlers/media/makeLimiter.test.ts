import { expect, it } from 'vitest'
import { makeLimiter } from './makeLimiter.ts'

const never = new AbortController().signal

it('runs no more than its number at once, in order, and frees places after failures', async () => {
  const limit = makeLimiter(2)
  let running = 0
  let most = 0
  const started: number[] = []
  const jobs = [0, 1, 2, 3, 4].map((job) =>
    limit(async () => {
      started.push(job)
      most = Math.max(most, ++running)
      await new Promise((resolve) => setTimeout(resolve, 5))
      running -= 1
      if (job === 1) throw new Error('one fails')
      return job
    }, never),
  )
  const ends = await Promise.allSettled(jobs)
  expect(ends.map(({ status }) => status === 'fulfilled')).toEqual([true, false, true, true, true])
  expect(started).toEqual([0, 1, 2, 3, 4])
  expect(most).toBe(2)
})

it('never starts what was cancelled while it waited', async () => {
  const limit = makeLimiter(1)
  const abort = new AbortController()
  let isStarted = false
  const first = limit(() => new Promise<void>((resolve) => setTimeout(resolve, 5)), never)
  const second = limit(() => {
    isStarted = true
    return Promise.resolve()
  }, abort.signal)
  abort.abort()
  await first
  await expect(second).rejects.toMatchObject({ name: 'AbortError' })
  expect(isStarted).toBe(false)
  expect(await limit(() => Promise.resolve('free again'), never)).toBe('free again')
})
