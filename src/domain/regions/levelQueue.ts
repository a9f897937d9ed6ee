const LEVELS = 256
const NONE = -1

/** Pixels by level 0 to 255, lowest level first and, within a level, in the order they came. Each pixel comes once. */
export class LevelQueue {
  readonly #next: Int32Array
  readonly #first = new Int32Array(LEVELS).fill(NONE)
  readonly #last = new Int32Array(LEVELS).fill(NONE)
  #lowest = LEVELS

  constructor(pixels: number) {
    this.#next = new Int32Array(pixels)
  }

  push(pixel: number, level: number): void {
    this.#next[pixel] = NONE
    const last = this.#last[level] ?? NONE
    if (last === NONE) this.#first[level] = pixel
    else this.#next[last] = pixel
    this.#last[level] = pixel
    if (level < this.#lowest) this.#lowest = level
  }

  /** The next pixel, or -1 when none is left. */
  pop(): number {
    while (this.#lowest < LEVELS && this.#first[this.#lowest] === NONE) this.#lowest++
    if (this.#lowest === LEVELS) return NONE
    const pixel = this.#first[this.#lowest] ?? NONE
    const next = this.#next[pixel] ?? NONE
    this.#first[this.#lowest] = next
    if (next === NONE) this.#last[this.#lowest] = NONE
    return pixel
  }
}
