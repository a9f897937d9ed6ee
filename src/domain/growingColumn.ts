const FIRST_CAPACITY = 1024

/**
 * Numbers that are added at the end, hundreds of thousands of them, and looked at many times in between: a view costs
 * nothing and never changes, since later numbers lie behind it and a column that goes back goes on in a new buffer.
 */
export class GrowingColumn {
  #buffer = new Float64Array(FIRST_CAPACITY)
  #length = 0

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#buffer.length) this.#moveTo(2 * this.#length)
    this.#buffer[this.#length] = value
    this.#length += 1
  }

  /** Forgets all but the first `length`. */
  cutTo(length: number): void {
    if (length >= this.#length) return
    this.#length = length
    this.#moveTo(this.#buffer.length)
  }

  /** The last number; undefined when there is none. */
  last(): number | undefined {
    return this.#length === 0 ? undefined : this.#buffer[this.#length - 1]
  }

  view(): Float64Array {
    return this.#buffer.subarray(0, this.#length)
  }

  #moveTo(capacity: number): void {
    const next = new Float64Array(capacity)
    next.set(this.view())
    this.#buffer = next
  }
}
