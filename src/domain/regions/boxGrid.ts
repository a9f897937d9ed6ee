import type { Box } from '../box.ts'

/** A box over more cells than these is looked at every time instead. */
const MOST_CELLS = 1024

/** Finds, among many boxes, those that may overlap one, by the cells of a grid that each lies in. */
export class BoxGrid<T> {
  readonly #cell: number
  readonly #cells = new Map<string, T[]>()
  /** Of boxes that cover very many cells. */
  readonly #large: T[] = []
  readonly #all: T[] = []

  /** @param cell side of a cell in pixels, about as large as most boxes or larger */
  constructor(cell: number) {
    this.#cell = cell
  }

  add(item: T, box: Box): void {
    this.#all.push(item)
    const keys = this.#keys(box)
    if (keys === null) this.#large.push(item)
    for (const key of keys ?? []) {
      const cell = this.#cells.get(key)
      if (cell === undefined) this.#cells.set(key, [item])
      else cell.push(item)
    }
  }

  /** Every item whose box overlaps this one is among them; each is there once. */
  near(box: Box): Iterable<T> {
    const keys = this.#keys(box)
    if (keys === null) return this.#all
    return new Set([...keys.flatMap((key) => this.#cells.get(key) ?? []), ...this.#large])
  }

  /** Null where there are too many, or the box is not of finite size. */
  #keys({ x, y, width, height }: Box): string[] | null {
    const cellOf = (place: number) => Math.floor(place / this.#cell)
    const [left, right] = [cellOf(x), cellOf(x + width)]
    const [top, bottom] = [cellOf(y), cellOf(y + height)]
    if (!((right - left + 1) * (bottom - top + 1) <= MOST_CELLS)) return null
    const keys: string[] = []
    for (let row = top; row <= bottom; row++) {
      for (let column = left; column <= right; column++) keys.push(`${column} ${row}`)
    }
    return keys
  }
}
