import type { ImageSize } from '../image.ts'

/** Which region each pixel belongs to: 0 for none, regions from 1 to `count`. */
export interface LabelMap {
  readonly size: ImageSize
  /** Row-major [height, width]. */
  readonly labels: Int32Array<ArrayBuffer>
  readonly count: number
}

/** @throws RangeError when the values do not fill the size */
export function requireFilled(values: ArrayLike<number>, { width, height }: ImageSize): void {
  if (values.length === width * height) return
  throw new RangeError(`${values.length} values do not fill ${width} x ${height} pixels.`)
}
