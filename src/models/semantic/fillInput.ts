import type { IntensityRange } from '../../domain/intensityRange.ts'
import { channelsOf, type PixelData } from '../pixelData.ts'
import type { SemanticInput } from '../semanticArchitecture.ts'

export interface InputPlace {
  /** Where in the picture the input's top left pixel lies; may be outside. */
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const FULL_RANGE: IntensityRange = { low: 0, high: 255 }

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
    range,
    input,
  }: {
    readonly picture: PixelData
    readonly origin?: { readonly x: number; readonly y: number }
    /** Of the whole picture. */
    readonly size?: { readonly width: number; readonly height: number }
    /** What the picture's own range is; the whole scale where the model takes that. */
    readonly range?: IntensityRange | undefined
    readonly input: SemanticInput
  },
): void {
  const channels = channelsOf(picture)
  const tables = tablesOf(range ?? FULL_RANGE, input)
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
function tablesOf({ low, high }: IntensityRange, { mean, deviation }: SemanticInput): Float32Array {
  return Float32Array.from({ length: 3 * 256 }, (_, i) => {
    const channel = Math.floor(i / 256)
    const share = Math.min(Math.max(((i % 256) - low) / (high - low), 0), 1)
    return (share - (mean[channel] ?? 0)) / (deviation[channel] ?? 1)
  })
}

/** -1 is 0, -2 is 1; `length` is `length` - 1, and so on, as often as needed. */
export function mirror(index: number, length: number): number {
  const period = 2 * length
  const place = ((index % period) + period) % period
  return place < length ? place : period - 1 - place
}
