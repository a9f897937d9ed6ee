import type { TiffPage } from './readTiff.ts'

/** Share of the darkest and brightest pixels that may be clipped: dust and hot pixels are no contrast. */
const CLIPPED_SHARE = 0.002
const LEVELS = 4096

/** What becomes black and what white. */
export interface Bounds {
  readonly low: number
  readonly high: number
}

/** Of red, green and blue; null for a colour that the picture does not have. */
export type Contrast = readonly [Bounds | null, Bounds | null, Bounds | null]

/**
 * A page as red, green and blue of 8 bits. One channel is grey; of more the first three are the colours. 8-bit pictures
 * of three channels stay as they are; everything else (a microscope's 12 of 16 bits) is stretched, each channel from its
 * darkest to its brightest but for a few pixels.
 *
 * @returns [height, width, 3]
 */
export function stretchContrast(page: TiffPage): Uint8Array {
  return applyContrast(page, contrastOf(page))
}

/** The contrast by which `stretchContrast` would show the page. */
export function contrastOf({ channels, samples }: TiffPage): Contrast {
  const isPlain = samples instanceof Uint8Array && channels >= 3
  const of = (target: number): Bounds | null => {
    const source = channels === 1 ? 0 : target
    if (source >= channels) return null
    return isPlain ? { low: 0, high: 255 } : boundsOf(samples, source, channels)
  }
  return [of(0), of(1), of(2)]
}

/** The page, or a part of one, by a given contrast. [height, width, 3] */
export function applyContrast(
  { width, height, channels, samples }: TiffPage,
  contrast: Contrast,
): Uint8Array {
  const pixels = width * height
  const rgb = new Uint8Array(pixels * 3)
  contrast.forEach((bounds, target) => {
    if (bounds === null) return
    const { low, high } = bounds
    const source = channels === 1 ? 0 : target
    const scale = high > low ? 255 / (high - low) : 0
    for (let pixel = 0; pixel < pixels; pixel++) {
      const value = ((samples[pixel * channels + source] ?? 0) - low) * scale
      rgb[3 * pixel + target] = Math.min(255, Math.max(0, Math.round(value)))
    }
  })
  return rgb
}

function boundsOf(samples: TiffPage['samples'], channel: number, channels: number): Bounds {
  let least = Infinity
  let most = -Infinity
  for (let at = channel; at < samples.length; at += channels) {
    const value = samples[at] ?? 0
    if (value < least) least = value
    if (value > most) most = value
  }
  // Also when a float picture holds what is no number.
  if (!(most > least)) return { low: Number.isFinite(least) ? least : 0, high: 0 }
  const counts = new Uint32Array(LEVELS)
  const scale = (LEVELS - 1) / (most - least)
  for (let at = channel; at < samples.length; at += channels) {
    const level = Math.floor(((samples[at] ?? 0) - least) * scale)
    counts[level] = (counts[level] ?? 0) + 1
  }
  const clipped = (CLIPPED_SHARE * samples.length) / channels
  const levelAt = (from: number, step: number) => {
    let seen = counts[from] ?? 0
    let level = from
    while (seen <= clipped && level + step >= 0 && level + step < LEVELS) {
      level += step
      seen += counts[level] ?? 0
    }
    return level
  }
  const low = levelAt(0, 1)
  const high = levelAt(LEVELS - 1, -1)
  return low < high
    ? { low: least + low / scale, high: least + high / scale }
    : { low: least, high: most }
}
