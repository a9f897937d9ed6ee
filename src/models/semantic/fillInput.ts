import type { ChannelRanges } from '../../domain/intensityRange.ts'
import { channelsOf, type PixelData } from '../pixelData.ts'
import type { SemanticInput } from '../semanticArchitecture.ts'
import { FULL_RANGES } from './inputRanges.ts'

export interface InputPlace {
  /** Where in the picture the input's top left pixel lies; may be outside. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Fills [height, width, 3] with what the network sees at a place, normalised. Beyond the picture's border it sees the
 * picture mirrored, the border pixel twice.
 *
 * @param picture the whole picture, or the part of it that begins at `origin`
 */
export function fillInput(
  target: Float32Array,
  place: InputPlace,
  {
    picture,
    origin = { x: 0, y: 0 },
    size = picture,
    ranges = FULL_RANGES,
    input,
  }: {
    readonly picture: PixelData
    readonly origin?: { readonly x: number; readonly y: number }
    /** Of the whole picture. */
    readonly size?: { readonly width: number; readonly height: number }
    /** What counts as 0 and as 1 in this picture; the whole scale where not said. */
    readonly ranges?: ChannelRanges | undefined
    readonly input: SemanticInput
  },
): void {
  const channels = channelsOf(picture)
  const tables = tablesOf(ranges, input)
  const columns = Int32Array.from(
    { length: place.width },
    (_, i) => (mirror(place.x + i, size.width) - origin.x) * channels,
  )
  let at = 0
  for (let i = 0; i < place.height; i++) {
    const row = (mirror(place.y + i, size.height) - origin.y) * picture.width * channels
    for (let x = 0; x < place.width; x++) {
      const from = row + (columns[x] ?? 0)
      for (let c = 0; c < 3; c++) {
        target[at++] = tables[c * 256 + (picture.data[from + c] ?? 0)] ?? 0
      }
    }
  }
}

/** What each byte of each channel becomes. [3, 256] */
function tablesOf(ranges: ChannelRanges, { range, mean, deviation }: SemanticInput): Float32Array {
  const tables = new Float32Array(3 * 256)
  ranges.forEach(({ low, high }, channel) => {
    for (let value = 0; value < 256; value++) {
      const share = (value - low) / (high - low)
      // Values far from the mean are what a standardised picture is about; those beyond a range are hot or dead pixels.
      const kept = range === 'standard' ? share : Math.min(Math.max(share, 0), 1)
      tables[channel * 256 + value] = (kept - (mean[channel] ?? 0)) / (deviation[channel] ?? 1)
    }
  })
  return tables
}

/** -1 is 0, -2 is 1; `length` is `length` - 1, and so on, as often as needed. */
export function mirror(index: number, length: number): number {
  const period = 2 * length
  const place = ((index % period) + period) % period
  return place < length ? place : period - 1 - place
}
