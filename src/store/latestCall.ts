/**
 * Of calls that follow one another quickly, as while a number is typed, runs the last: each waits for a pause and gives
 * way to the next, also when it is under way already. Its signal aborts then.
 *
 * @param pauseMs how long it waits, milliseconds
 */
export function latestCall(
  pauseMs: number,
): (run: (signal: AbortSignal) => Promise<void>) => Promise<void> {
  let latest = new AbortController()
  return async (run) => {
    latest.abort()
    latest = new AbortController()
    const { signal } = latest
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    if (!signal.aborted) await run(signal)
  }
}
