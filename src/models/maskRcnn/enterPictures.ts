import type { InputArchitecture } from '../architecture.ts'
import { channelsOf, type PixelData } from '../pixelData.ts'
import { PictureFrame } from './pictureFrame.ts'

/** Pictures as the network takes them. */
export interface NetworkBatch {
  /** [batch, height, width, 3], normalised, zeros below and right of each picture. */
  readonly pixels: Float32Array
  readonly shape: readonly [batch: number, height: number, width: number, channels: 3]
  readonly frames: readonly PictureFrame[]
}

/**
 * Scales (bilinear, as torch's `interpolate` without aligned corners), normalises and pads pictures to one size, a
 * multiple of the divisor.
 */
export function enterPictures(
  pictures: readonly PixelData[],
  input: InputArchitecture,
): NetworkBatch {
  const frames = pictures.map(({ width, height }) => new PictureFrame({ width, height }, input))
  const padded = (side: 'width' | 'height'): number => {
    const largest = Math.max(...frames.map(({ networkSize }) => networkSize[side]))
    return Math.ceil(largest / input.sizeDivisor) * input.sizeDivisor
  }
  const shape = [pictures.length, padded('height'), padded('width'), 3] as const
  const [, height, width] = shape
  const pixels = new Float32Array(pictures.length * height * width * 3)
  pictures.forEach((picture, i) => {
    const frame = frames[i]
    if (frame === undefined) return
    const own = pixels.subarray(i * height * width * 3, (i + 1) * height * width * 3)
    drawScaled(picture, frame, { input, pixels: own, rowLength: width * 3 })
  })
  return { pixels, shape, frames }
}

function drawScaled(
  picture: PixelData,
  { networkSize: { width, height } }: PictureFrame,
  to: {
    readonly input: InputArchitecture
    readonly pixels: Float32Array
    readonly rowLength: number
  },
): void {
  const stride = channelsOf(picture)
  const { data } = picture
  const columns = sampleAxis(picture.width, width)
  const rows = sampleAxis(picture.height, height)
  const { mean, deviation } = to.input
  const gains = deviation.map((value) => 1 / (255 * value))
  const offsets = mean.map((value, c) => value / (deviation[c] ?? 1))
  for (let y = 0; y < height; y++) {
    const top = (rows.near[y] ?? 0) * picture.width
    const bottom = (rows.far[y] ?? 0) * picture.width
    const down = rows.share[y] ?? 0
    for (let x = 0; x < width; x++) {
      const left = columns.near[x] ?? 0
      const right = columns.far[x] ?? 0
      const across = columns.share[x] ?? 0
      for (let c = 0; c < 3; c++) {
        const a = data[(top + left) * stride + c] ?? 0
        const b = data[(top + right) * stride + c] ?? 0
        const d = data[(bottom + left) * stride + c] ?? 0
        const e = data[(bottom + right) * stride + c] ?? 0
        const upper = a + (b - a) * across
        const value = upper + (d + (e - d) * across - upper) * down
        to.pixels[y * to.rowLength + x * 3 + c] = value * (gains[c] ?? 0) - (offsets[c] ?? 0)
      }
    }
  }
}

/** For each target cell the two source cells it lies between, and how near it is to the farther. */
export function sampleAxis(
  from: number,
  to: number,
): { near: Int32Array; far: Int32Array; share: Float32Array } {
  const near = new Int32Array(to)
  const far = new Int32Array(to)
  const share = new Float32Array(to)
  const step = from / to
  for (let i = 0; i < to; i++) {
    const place = Math.max(0, (i + 0.5) * step - 0.5)
    const cell = Math.min(Math.floor(place), from - 1)
    near[i] = cell
    far[i] = Math.min(cell + 1, from - 1)
    share[i] = place - cell
  }
  return { near, far, share }
}
