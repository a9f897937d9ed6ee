import type { Box } from '../../domain/box.ts'
import type { ImagePoint, ImageSize } from '../../domain/image.ts'
import { channelsOf, type PixelData } from '../pixelData.ts'

/** Side of the square that the network sees. */
export const NETWORK_SIDE = 1024
/** Side of the decoder's masks: one logit for 4 x 4 network pixels. */
export const LOGITS_SIDE = 256

/** Mean and standard deviation of ImageNet's RGB, 0 to 255 (segment_anything/modeling/sam.py). */
const PIXEL_MEAN = [123.675, 116.28, 103.53] as const
const PIXEL_DEVIATION = [58.395, 57.12, 57.375] as const

/**
 * The one doorway between the image frame and the network frame: the picture is scaled so that its longer side is 1024
 * and stands at the top left of the square; the rest is zero after normalisation
 * (segment_anything/utils/transforms.py, `ResizeLongestSide`).
 */
export class SamFrame {
  /** Network pixels of the scaled picture; it must be scaled to this before `encode`. */
  readonly networkSize: ImageSize
  readonly #scaleX: number
  readonly #scaleY: number

  constructor(imageSize: ImageSize) {
    const { width, height } = imageSize
    const scale = NETWORK_SIDE / Math.max(width, height)
    this.networkSize = {
      width: Math.max(1, Math.floor(width * scale + 0.5)),
      height: Math.max(1, Math.floor(height * scale + 0.5)),
    }
    this.#scaleX = this.networkSize.width / width
    this.#scaleY = this.networkSize.height / height
  }

  toNetworkPoint<P extends ImagePoint>(imagePoint: P): P {
    return { ...imagePoint, x: imagePoint.x * this.#scaleX, y: imagePoint.y * this.#scaleY }
  }

  toNetworkBox(imageBox: Box): Box {
    return {
      x: imageBox.x * this.#scaleX,
      y: imageBox.y * this.#scaleY,
      width: imageBox.width * this.#scaleX,
      height: imageBox.height * this.#scaleY,
    }
  }

  toImageBox(networkBox: Box): Box {
    return {
      x: networkBox.x / this.#scaleX,
      y: networkBox.y / this.#scaleY,
      width: networkBox.width / this.#scaleX,
      height: networkBox.height / this.#scaleY,
    }
  }

  /** Where, in the grid of the decoder's logits, the picture ends: what lies beyond is padding. */
  get logitsSize(): ImageSize {
    const scale = LOGITS_SIDE / NETWORK_SIDE
    return { width: this.networkSize.width * scale, height: this.networkSize.height * scale }
  }
}

/**
 * What the encoder takes: [1024, 1024, 3], normalised, zeros beyond the picture.
 *
 * @throws RangeError when the picture is not scaled to the network frame
 */
export function normalisePixels(pixels: PixelData): Float32Array {
  const { width, height, data } = pixels
  const channels = channelsOf(pixels)
  if (Math.max(width, height) !== NETWORK_SIDE) {
    throw new RangeError(
      `The encoder takes a picture whose longer side is ${NETWORK_SIDE} pixels, not one of ${width} x ${height}.`,
    )
  }
  const input = new Float32Array(NETWORK_SIDE * NETWORK_SIDE * 3)
  const lookUps = PIXEL_MEAN.map((mean, channel) => {
    const deviation = PIXEL_DEVIATION[channel] ?? 1
    return Float32Array.from({ length: 256 }, (_, value) => (value - mean) / deviation)
  })
  lookUps.forEach((lookUp, channel) => {
    for (let y = 0; y < height; y++) {
      let from = y * width * channels + channel
      let to = y * NETWORK_SIDE * 3 + channel
      for (let x = 0; x < width; x++, from += channels, to += 3) {
        input[to] = lookUp[data[from] ?? 0] ?? 0
      }
    }
  })
  return input
}
