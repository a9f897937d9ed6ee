import type { ImageSize } from '../image.ts'
import type { MaskRle } from '../maskRle.ts'

/**
 * Collects runs in column-major order and keeps them canonical: zeros first, values alternate, no empty run but
 * possibly the first.
 */
export class RunBuilder {
  #counts = new Uint32Array(256)
  #length = 0
  #pending = 0
  #value: 0 | 1 = 0

  /** Adds `length` pixels of `value`. */
  append(value: 0 | 1, length: number): void {
    if (length === 0) return
    if (value !== this.#value) {
      this.#push(this.#pending)
      this.#value = value
      this.#pending = 0
    }
    this.#pending += length
  }

  /** The mask of everything appended, which must be width * height pixels. */
  finish(size: ImageSize): MaskRle {
    if (this.#pending > 0 || this.#length === 0) this.#push(this.#pending)
    return { size, counts: this.#counts.slice(0, this.#length) }
  }

  #push(count: number): void {
    if (this.#length === this.#counts.length) {
      const grown = new Uint32Array(this.#counts.length * 2)
      grown.set(this.#counts)
      this.#counts = grown
    }
    this.#counts[this.#length++] = count
  }
}
