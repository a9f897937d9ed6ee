/** A function that says how many milliseconds have passed since it was last asked, or made. */
export function createStopwatch(): () => number {
  let last = performance.now()
  return () => {
    const now = performance.now()
    const elapsedMs = now - last
    last = now
    return elapsedMs
  }
}
