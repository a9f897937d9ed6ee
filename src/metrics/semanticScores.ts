/** How well pixels are named, class by class; null where a class is neither there nor claimed. */
export interface SemanticScores {
  readonly iou: readonly (number | null)[]
  readonly dice: readonly (number | null)[]
  /** Over the classes that have one. */
  readonly meanIou: number
  readonly meanDice: number
  /** Share of pixels that have the right class. */
  readonly accuracy: number
}

const IGNORED = 255

/** Counts pixels by true and named class, picture by picture. */
export class PixelConfusion {
  readonly #classes: number
  /** [true, named] */
  readonly #counts: Float64Array

  /** @param classes with the background, which is 0 */
  constructor(classes: number) {
    this.#classes = classes
    this.#counts = new Float64Array(classes * classes)
  }

  /** Pixels whose true class is 255 count for nothing. */
  add(truth: Uint8Array, named: Uint8Array): void {
    for (let at = 0; at < truth.length; at++) {
      const row = truth[at] ?? IGNORED
      if (row === IGNORED) continue
      const cell = row * this.#classes + (named[at] ?? 0)
      this.#counts[cell] = (this.#counts[cell] ?? 0) + 1
    }
  }

  scores(): SemanticScores {
    const classes = Array.from({ length: this.#classes }, (_, c) => c)
    const count = (truth: number, named: number) => this.#counts[truth * this.#classes + named] ?? 0
    const sum = (of: (other: number) => number) => classes.reduce((total, c) => total + of(c), 0)
    const parts = classes.map((c) => {
      const hits = count(c, c)
      const both = sum((other) => count(c, other)) + sum((other) => count(other, c))
      const union = both - hits
      return union === 0 ? null : { iou: hits / union, dice: (2 * hits) / both }
    })
    const known = parts.filter((part) => part !== null)
    const mean = (of: (part: { iou: number; dice: number }) => number): number =>
      known.length === 0 ? 0 : known.reduce((total, part) => total + of(part), 0) / known.length
    const all = this.#counts.reduce((total, pixels) => total + pixels, 0)
    return {
      iou: parts.map((part) => part?.iou ?? null),
      dice: parts.map((part) => part?.dice ?? null),
      meanIou: mean(({ iou }) => iou),
      meanDice: mean(({ dice }) => dice),
      accuracy: all === 0 ? 0 : sum((c) => count(c, c)) / all,
    }
  }
}
