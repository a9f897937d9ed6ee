import type { Box } from '../../domain/box.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { TiffPage } from './readTiff.ts'

/** A picture of a TIFF, which may be larger than memory. */
export interface TiffPicture {
  readonly size: ImageSize
  readonly channels: number
  /** Bytes of unpacked pixels that are held now. */
  readonly heldBytes: number
  /**
   * The samples of a part.
   *
   * @param box whole pixels inside the picture
   * @throws LimnError where the file is damaged there
   */
  samples(box: Box): Promise<TiffPage>
  /** The picture made smaller by leaving out pixels, or as it is if it has no more than `maxPixels`. */
  sampled(options: SampledOptions): Promise<TiffPage>
}

export interface SampledOptions {
  readonly maxPixels: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((share: number) => void) | undefined
}

/** The size of a sampled picture: as it is, or the largest that keeps to `maxPixels`. */
export function sampledSize({ width, height }: ImageSize, maxPixels: number): ImageSize {
  const scale = Math.min(1, Math.sqrt(maxPixels / (width * height)))
  return {
    width: Math.max(1, Math.floor(width * scale)),
    height: Math.max(1, Math.floor(height * scale)),
  }
}

/** Which of `from` pixels stand for each of `to`: the middle ones. */
export function sampledPlaces(from: number, to: number): Int32Array {
  return Int32Array.from({ length: to }, (_, i) => Math.floor(((i + 0.5) * from) / to))
}
