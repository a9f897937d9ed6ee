/** Runs a task now or when its turn comes; a cancelled task that still waits never starts. */
export type Limiter = <Result>(task: () => Promise<Result>, signal: AbortSignal) => Promise<Result>

/** Lets at most `maxRunning` tasks run together; the others wait in the order they came. */
export function makeLimiter(maxRunning: number): Limiter {
  const waiting: (() => void)[] = []
  let running = 0
  return async (task, signal) => {
    if (running === maxRunning) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      signal.throwIfAborted()
      return await task()
    } finally {
      // A place goes from hand to hand, so that nobody slips in between.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
