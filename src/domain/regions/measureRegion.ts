import type { Box } from '../box.ts'
import type { ImageSize } from '../image.ts'
import type { MaskRle } from '../maskRle.ts'
import { maskBox } from '../mask/box.ts'
import { forEachColumnRun } from '../mask/columnRuns.ts'
import { regionPerimeter } from './regionPerimeter.ts'

/** What can be said of an object by its mask and the brightness under it. Image frame. */
export interface RegionMeasures {
  /** Pixels. */
  readonly area: number
  /** Pixels along the border, with diagonal steps counted as longer. */
  readonly perimeter: number
  readonly centre: { readonly x: number; readonly y: number }
  readonly box: Box
  /** Axes of the ellipse that has the same second moments, in pixels. */
  readonly majorAxis: number
  readonly minorAxis: number
  /** 0 for a circle, towards 1 for a line. */
  readonly eccentricity: number
  /** Of the major axis against the x axis, counter-clockwise as seen, in degrees: over -90 up to 90. */
  readonly orientation: number
  /** 4 pi area / perimeter²: near 1 for a disc, less for a ragged or long shape. */
  readonly circularity: number
  /** Brightness under the mask, 0 to 255; of a TIFF in its own scale. */
  readonly intensity: { readonly mean: number; readonly min: number; readonly max: number }
}

/** Brightness of a picture, or of the part of one that begins at `origin`, row-major. */
export interface GreyImage {
  readonly size: ImageSize
  readonly values: Uint8Array | Float32Array
  readonly origin?: { readonly x: number; readonly y: number }
}

/** Measures one object, as scikit-image's `regionprops` does; null when the mask is empty. */
export function measureRegion(mask: MaskRle, grey: GreyImage): RegionMeasures | null {
  const box = maskBox(mask)
  const { size, values, origin = { x: 0, y: 0 } } = grey
  let [area, sumX, sumY, sumXX, sumYY, sumXY, sum] = [0, 0, 0, 0, 0, 0, 0]
  let [min, max] = [Infinity, -Infinity]
  forEachColumnRun(mask, (column, top, bottom) => {
    // From the corner of the box, so that the sums stay small and exact.
    const x = column - box.x
    for (let row = top; row < bottom; row++) {
      const y = row - box.y
      area++
      sumX += x
      sumY += y
      sumXX += x * x
      sumYY += y * y
      sumXY += x * y
      const value = values[(row - origin.y) * size.width + column - origin.x] ?? 0
      sum += value
      min = Math.min(min, value)
      max = Math.max(max, value)
    }
  })
  if (area === 0) return null
  const [x, y] = [sumX / area, sumY / area]
  const spread = principalAxes(sumXX / area - x * x, sumYY / area - y * y, sumXY / area - x * y)
  const perimeter = regionPerimeter(mask, box)
  return {
    area,
    perimeter,
    centre: { x: box.x + x, y: box.y + y },
    box,
    ...spread,
    // The estimate of a border a few pixels long falls short, and no shape is rounder than a disc.
    circularity: perimeter === 0 ? 1 : Math.min(1, (4 * Math.PI * area) / perimeter ** 2),
    intensity: { mean: sum / area, min, max },
  }
}

/** From the covariance of the pixel places, y downwards. */
function principalAxes(varianceX: number, varianceY: number, covariance: number) {
  const half = (varianceX + varianceY) / 2
  const root = Math.hypot((varianceX - varianceY) / 2, covariance)
  const larger = half + root
  const smaller = Math.max(0, half - root)
  const angle = 0.5 * Math.atan2(-2 * covariance, varianceX - varianceY)
  return {
    majorAxis: 4 * Math.sqrt(larger),
    minorAxis: 4 * Math.sqrt(smaller),
    eccentricity: larger === 0 ? 0 : Math.sqrt(1 - smaller / larger),
    orientation: (angle * 180) / Math.PI,
  }
}
