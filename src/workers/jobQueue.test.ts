import { describe, expect, it } from 'vitest'
import { createJobQueue, type JobOptions } from './jobQueue.ts'

function setUp() {
  const queue = createJobQueue()
  const log: string[] = []
  const release = new Map<string, () => void>()
  const add = (name: string, options: Partial<JobOptions> = {}) =>
    queue.run(
      () =>
        new Promise<string>((resolve) => {
          log.push(name)
          release.set(name, () => {
            resolve(name)
          })
        }),
      { signal: new AbortController().signal, ...options },
    )
  const finish = async (name: string) => {
    release.get(name)?.()
    await new Promise((resolve) => setTimeout(resolve, 0))
  }
  return { add, log, finish, queue }
}

describe('the job queue', () => {
  it('runs one job at a time in the order of arrival', async () => {
    const { add, log, finish } = setUp()
    const jobs = [add('a'), add('b')]
    expect(log).toEqual(['a'])
    await finish('a')
    expect(log).toEqual(['a', 'b'])
    await finish('b')
    expect(await Promise.all(jobs)).toEqual(['a', 'b'])
  })

  it('lets urgent jobs go ahead of waiting ones, in their own order, but not of the running one', async () => {
    const { add, log, finish } = setUp()
    void add('a')
    void add('b')
    void add('click 1', { urgent: true })
    void add('click 2', { urgent: true })
    for (const name of ['a', 'click 1', 'click 2']) await finish(name)
    expect(log).toEqual(['a', 'click 1', 'click 2', 'b'])
  })

  it('drops a job that is cancelled while it waits, at once', async () => {
    const { add, log, finish } = setUp()
    const abort = new AbortController()
    void add('a')
    const waiting = add('b', { signal: abort.signal })
    void add('c')
    abort.abort()
    await expect(waiting).rejects.toMatchObject({ failure: { reason: 'cancelled' } })
    await finish('a')
    expect(log).toEqual(['a', 'c'])
  })

  it('goes on after a job that fails, even one that throws before its first await', async () => {
    const { add, log, queue } = setUp()
    const { signal } = new AbortController()
    const failing = queue.run(() => Promise.reject(new Error('no')), { signal })
    const throwing = queue.run(
      () => {
        throw new Error('at once')
      },
      { signal },
    )
    void add('next')
    await expect(failing).rejects.toThrow('no')
    await expect(throwing).rejects.toThrow('at once')
    expect(log).toEqual(['next'])
  })
})
