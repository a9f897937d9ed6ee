import type { Instance } from '../../domain/instance.ts'
import type { Measurement } from '../../domain/measurement.ts'
import { measureRegion, type GreyImage } from '../../domain/regions/measureRegion.ts'

interface Pixels {
  readonly width: number
  readonly height: number
  /** 3 or 4 bytes a pixel. */
  readonly data: Uint8Array | Uint8ClampedArray
}

/** What is measured of an object besides its mask. */
export type MeasuredInstance = Pick<Instance, 'id' | 'label' | 'score' | 'mask'>

/** Each object in figures, in the order given; empty masks are left out. */
export function measureObjects(
  picture: Pixels,
  instances: readonly MeasuredInstance[],
): Measurement[] {
  const grey = greyOf(picture)
  return instances.flatMap(({ id, label, score, mask }) => {
    const measures = measureRegion(mask, grey)
    return measures === null ? [] : [{ id, label, score, ...measures }]
  })
}

/** Brightness as ITU-R BT.601 weighs colours; of a grey picture, its own values. */
function greyOf({ width, height, data }: Pixels): GreyImage {
  const values = new Uint8Array(width * height)
  const channels = data.length / values.length
  for (let at = 0; at < values.length; at++) {
    const from = at * channels
    values[at] = Math.round(
      0.299 * (data[from] ?? 0) + 0.587 * (data[from + 1] ?? 0) + 0.114 * (data[from + 2] ?? 0),
    )
  }
  return { size: { width, height }, values }
}
