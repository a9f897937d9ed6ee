import type { Box } from '../../domain/box.ts'
import { maskBox } from '../../domain/mask/box.ts'
import type { Instance } from '../../domain/instance.ts'
import type { Measurement } from '../../domain/measurement.ts'
import { measureRegion, type GreyImage } from '../../domain/regions/measureRegion.ts'
import type { TiffPage } from '../tiff/readTiff.ts'
import type { TiffPicture } from '../tiff/tiffPicture.ts'

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

/**
 * As `measureObjects`, of a TIFF in its own scale, reading only what lies under the objects: those near each other one
 * after the other, so that each piece of the file is unpacked once or so.
 */
export async function measureInTiff(
  picture: TiffPicture,
  instances: readonly MeasuredInstance[],
  signal?: AbortSignal,
): Promise<Measurement[]> {
  const placed = instances
    .map((instance, index) => ({ instance, index, box: maskBox(instance.mask) }))
    .filter(({ box }) => box.width > 0)
    .sort((a, b) => bandOf(a.box) - bandOf(b.box) || a.box.x - b.box.x)
  const measured: { readonly index: number; readonly measurement: Measurement }[] = []
  for (const { instance, index, box } of placed) {
    signal?.throwIfAborted()
    const grey = { ...greyOfPage(await picture.samples(box)), origin: box }
    const { id, label, score, mask } = instance
    const measures = measureRegion(mask, grey)
    if (measures !== null) measured.push({ index, measurement: { id, label, score, ...measures } })
  }
  return measured.sort((a, b) => a.index - b.index).map(({ measurement }) => measurement)
}

/** Rows of tiles are about so high. */
const BAND = 256

function bandOf({ y }: Box): number {
  return Math.floor(y / BAND)
}

function greyOfPage({ width, height, channels, samples }: TiffPage): GreyImage {
  const values = new Float32Array(width * height)
  for (let at = 0; at < values.length; at++) {
    const from = at * channels
    values[at] =
      channels < 3
        ? (samples[from] ?? 0)
        : Math.round(brightness(samples[from], samples[from + 1], samples[from + 2]))
  }
  return { size: { width, height }, values }
}

/** Brightness as ITU-R BT.601 weighs colours; of a grey picture, its own values. */
function greyOf({ width, height, data }: Pixels): GreyImage {
  const values = new Uint8Array(width * height)
  const channels = data.length / values.length
  for (let at = 0; at < values.length; at++) {
    const from = at * channels
    values[at] = Math.round(brightness(data[from], data[from + 1], data[from + 2]))
  }
  return { size: { width, height }, values }
}

function brightness(red = 0, green = 0, blue = 0): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue
}
