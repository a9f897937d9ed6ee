import type { Box } from '../../domain/box.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { InputArchitecture } from '../architecture.ts'

/** x1, y1, x2, y2 */
type Corners = [number, number, number, number]

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
  enter({ x, y, width, height }: Box): Corners {
    return scaleCorners([x, y, x + width, y + height], this.imageSize, this.networkSize)
  }

  /** x1, y1, x2, y2 in the image frame, from the network's. */
  leave(corners: ArrayLike<number>): Corners {
    return scaleCorners(corners, this.networkSize, this.imageSize)
  }
}

/** Corners of a box in a picture that changes its size: `resize_boxes`, in float32 as torch reckons. */
export function scaleCorners(corners: ArrayLike<number>, from: ImageSize, to: ImageSize): Corners {
  const { fround } = Math
  const across = fround(to.width / from.width)
  const down = fround(to.height / from.height)
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = Float32Array.from(corners)
  return [fround(x1 * across), fround(y1 * down), fround(x2 * across), fround(y2 * down)]
}
