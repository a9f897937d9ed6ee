import { extentOf, type Extent, type ScaleKind } from './chartScale.ts'

/** Values a block: a pixel column of a long line holds a few whole ones. */
const BLOCK = 32

/** Where the extremes of a stretch of values are. */
export interface Extremes {
  readonly lowest: number
  readonly highest: number
}

/**
 * What is known of a line's values block by block, so that the extremes of any stretch are found without looking at each
 * value, and values added at the end cost only themselves.
 */
export class LineSummary {
  #values: ArrayLike<number> = []
  /** Positions of the least and greatest value of each whole block. */
  readonly #lowest: number[] = []
  readonly #highest: number[] = []
  #seen = 0
  #firstGap = Infinity

  /** Takes in what `values` has beyond what was seen. */
  extend(values: ArrayLike<number>): void {
    this.#values = values
    for (let i = this.#seen; i < values.length; i++) {
      if (!Number.isFinite(values[i])) this.#firstGap = Math.min(this.#firstGap, i)
    }
    this.#seen = Math.max(this.#seen, values.length)
    while ((this.#lowest.length + 1) * BLOCK <= values.length) {
      const from = this.#lowest.length * BLOCK
      const { lowest, highest } = this.#scan(from, from + BLOCK, { lowest: from, highest: from })
      this.#lowest.push(lowest)
      this.#highest.push(highest)
    }
  }

  /** Whether each of the first `count` values is a finite number. */
  isWhole(count: number): boolean {
    return this.#firstGap >= count
  }

  /** The extremes among the values from `from` up to `to`, at least one, all finite. */
  extremes(from: number, to: number): Extremes {
    let found: Extremes = { lowest: from, highest: from }
    const firstBlock = Math.ceil(from / BLOCK)
    const lastBlock = Math.floor(to / BLOCK)
    if (firstBlock >= lastBlock) return this.#scan(from, to, found)
    found = this.#scan(from, firstBlock * BLOCK, found)
    let { lowest, highest } = found
    for (let block = firstBlock; block < lastBlock; block++) {
      const low = this.#lowest[block] ?? from
      const high = this.#highest[block] ?? from
      if (this.#at(low) < this.#at(lowest)) lowest = low
      if (this.#at(high) > this.#at(highest)) highest = high
    }
    return this.#scan(lastBlock * BLOCK, to, { lowest, highest })
  }

  #at(index: number): number {
    return this.#values[index] ?? 0
  }

  #scan(from: number, to: number, { lowest, highest }: Extremes): Extremes {
    for (let i = from; i < to; i++) {
      const value = this.#at(i)
      if (value < this.#at(lowest)) lowest = i
      if (value > this.#at(highest)) highest = i
    }
    return { lowest, highest }
  }
}

const known = new WeakMap<object, LineSummary>()

/**
 * The summary of these values. Views of one growing buffer share theirs: the values of a buffer never change once they
 * are there, others only come after them (domain/growingColumn.ts).
 */
export function summaryOf(values: ArrayLike<number>): LineSummary {
  const key = sharedKey(values)
  const summary = known.get(key) ?? new LineSummary()
  known.set(key, summary)
  summary.extend(values)
  return summary
}

/** The same object for every view of a growing buffer. */
export function sharedKey(values: ArrayLike<number>): object {
  return values instanceof Float64Array && values.byteOffset === 0 ? values.buffer : values
}

/** The extent that holds the first `count` values of every list (chartScale.ts: `extentOf`). */
export function extentOfLines(
  lists: readonly { readonly values: ArrayLike<number>; readonly count: number }[],
  kind: ScaleKind,
): Extent {
  // The extremes stand for the whole list where every value can be shown.
  const extremes = lists.map(({ values, count }): ArrayLike<number> => {
    const summary = summaryOf(values)
    if (count === 0) return []
    if (summary.isWhole(count)) {
      const { lowest, highest } = summary.extremes(0, count)
      const ends = [values[lowest] ?? 0, values[highest] ?? 0]
      if (kind === 'linear' || (ends[0] ?? 0) > 0) return ends
    }
    return Array.from({ length: count }, (_, i) => values[i] ?? NaN)
  })
  return extentOf(extremes, kind)
}
