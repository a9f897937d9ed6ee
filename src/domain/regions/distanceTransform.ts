import type { ImageSize } from '../image.ts'
import { requireFilled } from './labelMap.ts'

const FAR = 1e20

/**
 * For each pixel the squared distance between its centre and the centre of the nearest pixel that has another label.
 * Beyond the border nothing is known, so the border itself is no edge; where there is no other label at all, 1e20.
 * Exact, in linear time: the lower envelope of parabolas (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012),
 * along rows and then along the stretches of one label in each column.
 */
export function squaredDistanceToOther(
  labels: Int32Array | Uint8Array,
  size: ImageSize,
): Float64Array<ArrayBuffer> {
  requireFilled(labels, size)
  const { width, height } = size
  const squares = new Float64Array(labels.length)
  for (let y = 0; y < height; y++) alongRow(labels, squares, y * width, width)

  const envelope = new Envelope(height + 2)
  for (let x = 0; x < width; x++) {
    for (let top = 0; top < height;) {
      const label = labels[top * width + x]
      let bottom = top + 1
      while (bottom < height && labels[bottom * width + x] === label) bottom++
      envelope.clear()
      if (top > 0) envelope.add(top - 1, 0)
      for (let y = top; y < bottom; y++) envelope.add(y, squares[y * width + x] ?? FAR)
      if (bottom < height) envelope.add(bottom, 0)
      for (let y = top; y < bottom; y++) squares[y * width + x] = envelope.at(y)
      top = bottom
    }
  }
  return squares
}

function alongRow(
  labels: Int32Array | Uint8Array,
  squares: Float64Array,
  start: number,
  width: number,
): void {
  let distance = Infinity
  for (let x = 0; x < width; x++) {
    const at = start + x
    distance = x > 0 && labels[at] !== labels[at - 1] ? 1 : distance + 1
    squares[at] = Math.min(FAR, distance ** 2)
  }
  distance = Infinity
  for (let x = width - 1; x >= 0; x--) {
    const at = start + x
    distance = x < width - 1 && labels[at] !== labels[at + 1] ? 1 : distance + 1
    squares[at] = Math.min(squares[at] ?? FAR, distance ** 2)
  }
}

/** The lowest of parabolas (y - centre)² + height, which must be added with ascending centres. */
class Envelope {
  readonly #centres: Float64Array
  readonly #heights: Float64Array
  /** From which y on each parabola is the lowest. */
  readonly #from: Float64Array
  #length = 0
  #reading = 0

  constructor(capacity: number) {
    this.#centres = new Float64Array(capacity)
    this.#heights = new Float64Array(capacity)
    this.#from = new Float64Array(capacity)
  }

  clear(): void {
    this.#length = 0
    this.#reading = 0
  }

  add(centre: number, height: number): void {
    if (height >= FAR) return
    let from = -Infinity
    while (this.#length > 0) {
      from = this.#crossing(this.#length - 1, centre, height)
      if (from > (this.#from[this.#length - 1] ?? -Infinity)) break
      this.#length--
      from = -Infinity
    }
    this.#centres[this.#length] = centre
    this.#heights[this.#length] = height
    this.#from[this.#length] = from
    this.#length++
  }

  /** Must be asked with ascending y. */
  at(y: number): number {
    if (this.#length === 0) return FAR
    while (this.#reading + 1 < this.#length && (this.#from[this.#reading + 1] ?? 0) <= y) {
      this.#reading++
    }
    return (y - (this.#centres[this.#reading] ?? 0)) ** 2 + (this.#heights[this.#reading] ?? 0)
  }

  #crossing(index: number, centre: number, height: number): number {
    const other = this.#centres[index] ?? 0
    const otherHeight = this.#heights[index] ?? 0
    return (height + centre ** 2 - (otherHeight + other ** 2)) / (2 * (centre - other))
  }
}
