import type { Box } from '../../domain/box.ts'
import type { ImageSize } from '../../domain/image.ts'
import { applyContrast, contrastOf, type Contrast } from './stretchContrast.ts'
import { openTiff } from './openTiff.ts'
import type { TiffPage } from './readTiff.ts'
import type { TiffPicture } from './tiffPicture.ts'

/** Of the pixels that stand for all, where those are counted. */
const OVERVIEW_PIXELS = 4_000_000

interface Pixels {
  readonly width: number
  readonly height: number
  /** [height, width, 3] */
  readonly data: Uint8Array
}

/**
 * A TIFF of any size as red, green and blue of 8 bits, read part by part: a pixel is the same whichever part it is read
 * with, since contrast is stretched by an overview of the whole.
 */
export class TiffReader {
  readonly #picture: TiffPicture
  #overview: Promise<TiffPage> | null = null
  #contrast: Contrast | null = null

  constructor(picture: TiffPicture) {
    this.#picture = picture
  }

  static async open(file: Blob, name: string): Promise<TiffReader> {
    return new TiffReader(await openTiff(file, name))
  }

  get size(): ImageSize {
    return this.#picture.size
  }

  async read(box: Box): Promise<Pixels> {
    return shown(await this.#picture.samples(box), await this.#findContrast())
  }

  async overview(signal?: AbortSignal): Promise<Pixels> {
    return shown(await this.#sampled(signal), await this.#findContrast(signal))
  }

  async #findContrast(signal?: AbortSignal): Promise<Contrast> {
    return (this.#contrast ??= contrastOf(await this.#sampled(signal)))
  }

  /** Kept; one that was cancelled is begun anew. */
  #sampled(signal?: AbortSignal): Promise<TiffPage> {
    this.#overview ??= this.#picture
      .sampled({ maxPixels: OVERVIEW_PIXELS, signal })
      .catch((thrown: unknown) => {
        this.#overview = null
        throw thrown
      })
    return this.#overview
  }
}

function shown(page: TiffPage, contrast: Contrast): Pixels {
  return { width: page.width, height: page.height, data: applyContrast(page, contrast) }
}
