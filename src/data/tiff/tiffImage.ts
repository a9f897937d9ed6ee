import { fail } from '../../domain/failure.ts'
import type { ImageSize } from '../../domain/image.ts'
import { damagedTiff, ForeignTiff } from './damagedTiff.ts'
import type { TiffFields } from './readDirectories.ts'
import { COMPRESSION, PHOTOMETRIC, TAG } from './tiffTags.ts'

/** How the samples of a piece are packed. */
export interface TiffCoding {
  readonly compression: number
  /** 2: each sample is stored as the difference to its left neighbour. */
  readonly predictor: 1 | 2
  readonly bits: 8 | 16
  readonly isLittle: boolean
  /** What the pieces of a JPEG-compressed image have in common. */
  readonly jpegTables: Uint8Array | null
  readonly photometric: number
}

/** One image of a file: equal pieces, tiles or strips, row by row. */
export interface TiffImage extends ImageSize {
  readonly channels: number
  readonly coding: TiffCoding
  readonly isReduced: boolean
  /** Of a piece, pixels; those at the border may reach beyond the picture. */
  readonly piece: ImageSize
  readonly across: number
  readonly down: number
  /** Strips end with the picture; tiles are whole. */
  readonly isTiled: boolean
  /** Each channel has pieces of its own, all of the first channel first. */
  readonly isPlanar: boolean
  readonly offsets: readonly number[]
  readonly byteCounts: readonly number[]
}

/** A picture of more pixels is not taken, whichever way it is read. */
export const MAX_TIFF_PIXELS = 1_000_000_000
/** One piece, unpacked: it must be held as a whole. */
const MAX_PIECE_BYTES = 256 * 2 ** 20
/** A strip of rows as they are, bytes. */
const SMALL_STRIP = 2 ** 20
const MAX_CHANNELS = 64
const KNOWN_COMPRESSIONS = new Set<number>(Object.values(COMPRESSION))

/**
 * What the fields of a directory say.
 *
 * @throws LimnError where they contradict themselves or the file's size
 * @throws ForeignTiff where they are sound, but of a kind that is not read part by part
 */
export function tiffImage(
  fields: TiffFields,
  {
    name,
    isLittle,
    fileBytes,
  }: { readonly name: string; readonly isLittle: boolean; readonly fileBytes: number },
): TiffImage {
  const one = (tag: number, otherwise: number): number => fields.get(tag)?.[0] ?? otherwise
  const width = one(TAG.width, 0)
  const height = one(TAG.height, 0)
  if (width < 1 || height < 1) damagedTiff(name, 'it does not say how large it is')
  if (width * height > MAX_TIFF_PIXELS) {
    fail(
      'image-too-large',
      `A page of ${name} is ${width.toLocaleString('en-US')} × ${height.toLocaleString('en-US')}; Limn takes TIFFs of up to ${(MAX_TIFF_PIXELS / 1e6).toLocaleString('en-US')} megapixels.`,
      'Cut it into parts and drop those.',
    )
  }
  const channels = one(TAG.samplesPerPixel, 1)
  if (channels < 1 || channels > MAX_CHANNELS) {
    damagedTiff(name, `it claims ${channels} values a pixel`)
  }
  const coding = codingOf(fields, isLittle)
  const isTiled = fields.has(TAG.tileOffsets)
  const piece = isTiled
    ? { width: one(TAG.tileWidth, 0), height: one(TAG.tileHeight, 0) }
    : { width, height: Math.min(height, one(TAG.rowsPerStrip, height)) }
  if (piece.width < 1 || piece.height < 1) damagedTiff(name, 'its pieces have no size')
  const isPlanar = channels > 1 && one(TAG.planarConfiguration, 1) === 2
  const pieceBytes = piece.width * piece.height * (isPlanar ? 1 : channels) * (coding.bits / 8)
  if (pieceBytes > MAX_PIECE_BYTES && (isTiled || coding.compression !== COMPRESSION.none)) {
    fail(
      'image-too-large',
      `${name} is stored in pieces of ${Math.round(pieceBytes / 2 ** 20).toLocaleString('en-US')} MB, each of which would have to be unpacked at once.`,
      'Save it in tiles (256 × 256, say) and drop that.',
    )
  }
  const across = Math.ceil(width / piece.width)
  const down = Math.ceil(height / piece.height)
  const offsets = numbersOf(fields, isTiled ? TAG.tileOffsets : TAG.stripOffsets)
  const byteCounts = numbersOf(fields, isTiled ? TAG.tileByteCounts : TAG.stripByteCounts)
  const count = across * down * (isPlanar ? channels : 1)
  if (offsets.length < count || byteCounts.length < count) {
    damagedTiff(name, `it lacks pieces: ${count} belong to it`)
  }
  for (let i = 0; i < count; i++) {
    const [start = 0, bytes = 0] = [offsets[i], byteCounts[i]]
    if (start + bytes > fileBytes) {
      damagedTiff(name, 'some of its pixels lie outside the file, or its end is cut off')
    }
    if (bytes > MAX_PIECE_BYTES && coding.compression !== COMPRESSION.none) {
      damagedTiff(name, 'a piece of it claims more bytes than it could need')
    }
  }
  return withSmallStrips({
    ...{ width, height, channels, coding, piece, across, down, isTiled, isPlanar },
    ...{ offsets, byteCounts },
    isReduced: one(TAG.subfileType, 0) % 2 === 1,
  })
}

/** Strips that are not packed can be read by any rows: a large one (often the whole picture is one) becomes many. */
function withSmallStrips(image: TiffImage): TiffImage {
  const { coding, isTiled, piece, width, height, channels, isPlanar, down } = image
  const rowBytes = width * (isPlanar ? 1 : channels) * (coding.bits / 8)
  if (
    isTiled ||
    coding.compression !== COMPRESSION.none ||
    rowBytes * piece.height <= SMALL_STRIP
  ) {
    return image
  }
  // A new strip must not reach over two old ones.
  const rows = largestDivisor(down === 1 ? null : piece.height, Math.floor(SMALL_STRIP / rowBytes))
  const offsets: number[] = []
  const byteCounts: number[] = []
  for (let strip = 0; strip < image.offsets.length; strip++) {
    const own = Math.min(piece.height, height - (strip % down) * piece.height)
    for (let y = 0; y < own; y += rows) {
      offsets.push((image.offsets[strip] ?? 0) + y * rowBytes)
      byteCounts.push(Math.min(rows, own - y) * rowBytes)
    }
  }
  return {
    ...image,
    ...{ offsets, byteCounts },
    piece: { width, height: rows },
    down: Math.ceil(height / rows),
  }
}

/** Of a number, or of any where it is null; at least 1. */
function largestDivisor(value: number | null, most: number): number {
  let divisor = Math.max(1, most)
  while (value !== null && value % divisor !== 0) divisor--
  return divisor
}

function codingOf(fields: TiffFields, isLittle: boolean): TiffCoding {
  const one = (tag: number, otherwise: number): number => fields.get(tag)?.[0] ?? otherwise
  const compression = one(TAG.compression, COMPRESSION.none)
  if (!KNOWN_COMPRESSIONS.has(compression)) {
    throw new ForeignTiff(`packed in a way that is not known (compression ${compression})`)
  }
  const bits = one(TAG.bitsPerSample, 1)
  const all = fields.get(TAG.bitsPerSample) ?? [1]
  const isUnsigned = Array.from(fields.get(TAG.sampleFormat) ?? [1]).every((format) => format === 1)
  if (
    (bits !== 8 && bits !== 16) ||
    !Array.from(all).every((each) => each === bits) ||
    !isUnsigned
  ) {
    throw new ForeignTiff(`of samples that are not whole numbers of 8 or 16 bits`)
  }
  const predictor = one(TAG.predictor, 1)
  if (predictor !== 1 && predictor !== 2) throw new ForeignTiff(`of predictor ${predictor}`)
  const photometric = one(TAG.photometric, PHOTOMETRIC.blackIsZero)
  const isJpeg = compression === COMPRESSION.jpeg
  if (isJpeg && bits !== 8) throw new ForeignTiff('a JPEG of more than 8 bits')
  if (photometric > PHOTOMETRIC.rgb && !(isJpeg && photometric === PHOTOMETRIC.yCbCr)) {
    throw new ForeignTiff(`of colours that are not grey or RGB (photometric ${photometric})`)
  }
  const tables = fields.get(TAG.jpegTables)
  return {
    ...{ compression, predictor, bits, isLittle, photometric },
    jpegTables: tables instanceof Uint8Array ? tables : null,
  }
}

function numbersOf(fields: TiffFields, tag: number): readonly number[] {
  const values = fields.get(tag) ?? []
  return values instanceof Uint8Array ? Array.from(values) : values
}
