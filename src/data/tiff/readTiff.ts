import { fail } from '../../domain/failure.ts'
import { MAX_IMAGE_PIXELS, type ImageSize } from '../../domain/image.ts'
import { damagedTiff } from './damagedTiff.ts'

/** One page of a TIFF with its samples as the file has them. */
export interface TiffPage extends ImageSize {
  readonly channels: number
  /** [height, width, channels] */
  readonly samples: Uint8Array | Uint16Array | Float32Array | Float64Array
}

/** More pages than this are a film. */
const MAX_PAGES = 2000

/** Sizes of the pages, without decoding a pixel. Throws a LimnError. */
export async function tiffPages(bytes: Uint8Array, name: string): Promise<readonly ImageSize[]> {
  // The decoder comes only when a TIFF does.
  const { decode } = await import('tiff')
  return guarded(name, () => {
    const pages = decode(bytes, { ignoreImageData: true })
    if (pages.length > MAX_PAGES) {
      fail('image-too-large', `${name} has ${pages.length} pages.`, 'Split it into smaller files.')
    }
    return pages.map(({ width, height }) => {
      const isSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0
      if (!isSize || width * height > MAX_IMAGE_PIXELS) {
        fail(
          'image-too-large',
          `A page of ${name} is ${width} × ${height}; Limn takes up to ${MAX_IMAGE_PIXELS / 1e6} megapixels.`,
          'Make it smaller and drop it again.',
        )
      }
      return { width, height }
    })
  })
}

/** Decodes one page, counted from 0. Throws a LimnError. */
export async function readTiffPage(
  bytes: Uint8Array,
  page: number,
  name: string,
): Promise<TiffPage> {
  const sizes = await tiffPages(bytes, name)
  const size = sizes[page]
  if (size === undefined) return damagedTiff(name, `it has no page ${page + 1}`)
  const { decode } = await import('tiff')
  return guarded(name, () => {
    const [found] = decode(bytes, { pages: [page] })
    if (found === undefined) return damagedTiff(name, `page ${page + 1} is missing`)
    const samples = found.data
    const channels = samples.length / (size.width * size.height)
    if (!Number.isInteger(channels) || channels < 1) damagedTiff(name, 'its pixels do not add up')
    return { ...size, channels, samples }
  })
}

/** Whatever the decoder throws is a damaged or unknown file, and no fault of Limn's. */
function guarded<T>(name: string, read: () => T): T {
  try {
    return read()
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'LimnError') throw thrown
    const detail = thrown instanceof Error ? thrown.message : String(thrown)
    return damagedTiff(name, detail)
  }
}
