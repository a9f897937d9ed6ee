/** One thing measured: milliseconds of each run, ours and the other's in turns. */
export interface BenchRow {
  readonly what: string
  readonly ownMs: readonly number[]
  /** Empty where there is nothing to compare with. */
  readonly otherMs: readonly number[]
}

export interface BenchResult {
  /** "WASM, 2 threads" */
  readonly setting: string
  readonly browser: string
  readonly rows: readonly BenchRow[]
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const upper = sorted[Math.floor(middle)] ?? NaN
  return Number.isInteger(middle) ? ((sorted[middle - 1] ?? NaN) + upper) / 2 : upper
}
