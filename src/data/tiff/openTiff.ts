import { MAX_IMAGE_PIXELS } from '../../domain/image.ts'
import { bytesOf, type ByteSource } from './byteSource.ts'
import { damagedTiff, ForeignTiff } from './damagedTiff.ts'
import { pageInMemory } from './pageInMemory.ts'
import { PiecewiseTiff } from './piecewiseTiff.ts'
import { readDirectories, type TiffDirectory } from './readDirectories.ts'
import { readTiffPage } from './readTiff.ts'
import { tiffImage, type TiffImage } from './tiffImage.ts'
import type { TiffPicture } from './tiffPicture.ts'

/** A file of a kind that must be read as a whole may have as many bytes. */
const MAX_WHOLE_BYTES = 512 * 2 ** 20
/** How far sides may be from those of the picture, made smaller, to be a copy of it: a pixel of rounding, and a bit. */
const ASPECT_TOLERANCE = 0.01

/**
 * The first picture of a TIFF. Tiles and strips of 8 and 16 bits, grey or RGB, plain, LZW, deflate, PackBits or JPEG, in
 * TIFF or BigTIFF, are read piece by piece; what else the TIFF library knows is read as a whole if it is small enough.
 *
 * @throws LimnError for a damaged or unknown file, or one that is too large
 */
export async function openTiff(file: Blob, name: string): Promise<TiffPicture> {
  try {
    return await openPiecewise(bytesOf(file), name)
  } catch (thrown) {
    if (!(thrown instanceof ForeignTiff)) throw thrown
    if (file.size > MAX_WHOLE_BYTES) {
      damagedTiff(name, `it is ${thrown.message}, and too large to be read as a whole`)
    }
    return pageInMemory(await readTiffPage(new Uint8Array(await file.arrayBuffer()), 0, name))
  }
}

/**
 * As `openTiff`, of any source of bytes.
 *
 * @throws ForeignTiff where it cannot be read piece by piece
 */
export async function openPiecewise(
  source: ByteSource,
  name: string,
  cacheBytes?: number,
): Promise<TiffPicture> {
  const { isLittle, directories } = await readDirectories(source, name)
  const context = { name, isLittle, fileBytes: source.size }
  const [first, ...others] = directories
  if (first === undefined) return damagedTiff(name, 'it holds no picture')
  const picture = tiffImage(first.fields, context)
  const copies = copiesAmong(first, others)
    .flatMap((fields) => readable(() => tiffImage(fields, context)))
    .filter((image) => isCopy(image, picture))
    .sort((a, b) => b.width - a.width)
  return new PiecewiseTiff(source, {
    ...{ name, levels: [picture, ...copies] },
    ...(cacheBytes !== undefined && { cacheBytes }),
  })
}

function copiesAmong(first: TiffDirectory, others: readonly TiffDirectory[]) {
  return [...first.children, ...others.map(({ fields }) => fields)]
}

/** A copy that cannot be read is done without. */
function readable(read: () => TiffImage): TiffImage[] {
  try {
    return [read()]
  } catch {
    return []
  }
}

/** Whether an image shows the same, smaller: marked as such, or (as Aperio's) a whole number of times. */
function isCopy(image: TiffImage, picture: TiffImage): boolean {
  const factor = picture.width / image.width
  if (factor < 1.5 || image.channels !== picture.channels) return false
  if (image.coding.bits !== picture.coding.bits) return false
  const other = picture.height / image.height
  const rounding = 1.5 / Math.min(image.width, image.height)
  if (Math.abs(other / factor - 1) > ASPECT_TOLERANCE + rounding) return false
  return image.isReduced || Math.abs(factor - Math.round(factor)) < 0.05
}

/** Whether the picture is taken as a whole, as any other. */
export function isOrdinarySize({ size: { width, height } }: Pick<TiffPicture, 'size'>): boolean {
  return width * height <= MAX_IMAGE_PIXELS
}
