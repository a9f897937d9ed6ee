import type { Box } from '../../domain/box.ts'
import type { ImageSize } from '../../domain/image.ts'
import { channelsOf, type PixelData } from '../pixelData.ts'

/** A picture that is read part by part, so that it need not fit in memory. */
export interface PictureReader {
  readonly size: ImageSize
  /** @param box whole pixels inside the picture */
  read(box: Box): Promise<PixelData>
  /** The picture with pixels left out, to be counted instead of all of a large one; all are where there is none. */
  overview?(signal?: AbortSignal): Promise<PixelData>
}

/** A picture that is in memory already. */
export function readerOf(picture: PixelData): PictureReader {
  const channels = channelsOf(picture)
  const { width, height, data } = picture
  return {
    size: { width, height },
    read: (box) => {
      if (box.width === width && box.height === height) return Promise.resolve(picture)
      const part = new Uint8Array(box.width * box.height * channels)
      for (let y = 0; y < box.height; y++) {
        const from = ((box.y + y) * width + box.x) * channels
        part.set(data.subarray(from, from + box.width * channels), y * box.width * channels)
      }
      return Promise.resolve({ width: box.width, height: box.height, data: part })
    },
  }
}
