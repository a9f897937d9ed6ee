import type { Box } from '../../domain/box.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { InputArchitecture } from '../architecture.ts'

/**
 * The one doorway between the image frame and the network's: how large a picture is for the network, and how boxes
 * enter and leave (torchvision/models/detection/transform.py).
 */
export class PictureFrame {
  readonly imageSize: ImageSize
  /** Before padding. */
  readonly networkSize: ImageSize

  constructor(imageSize: ImageSize, { minSize, maxSize }: InputArchitecture) {
    const { fround, floor, min, max } = Math
    const { width, height } = imageSize
    // Torch divides a number by a tensor by way of the reciprocal in float32; the size is rounded down after that.
    const over = (limit: number, side: number): number => fround(fround(1 / side) * limit)
    const scale = min(over(minSize, min(width, height)), over(maxSize, max(width, height)))
    this.imageSize = imageSize
    this.networkSize = {
      width: max(1, floor(width * scale)),
      height: max(1, floor(height * scale)),
    }
  }

  /** x1, y1, x2, y2 in the network frame. */
  enter({ x, y, width, height }: Box): [number, number, number, number] {
    const { fround } = Math
    const across = fround(this.networkSize.width / this.imageSize.width)
    const down = fround(this.networkSize.height / this.imageSize.height)
    return [
      fround(fround(x) * across),
      fround(fround(y) * down),
      fround(fround(x + width) * across),
      fround(fround(y + height) * down),
    ]
  }

  /** x1, y1, x2, y2 in the image frame, from the network's. */
  leave(corners: ArrayLike<number>): [number, number, number, number] {
    const { fround } = Math
    const across = fround(this.imageSize.width / this.networkSize.width)
    const down = fround(this.imageSize.height / this.networkSize.height)
    return [
      fround((corners[0] ?? 0) * across),
      fround((corners[1] ?? 0) * down),
      fround((corners[2] ?? 0) * across),
      fround((corners[3] ?? 0) * down),
    ]
  }
}
