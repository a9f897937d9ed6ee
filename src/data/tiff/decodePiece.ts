import { unzlibSync } from 'fflate'
import { damagedTiff } from './damagedTiff.ts'
import { decodeJpegPiece } from './decodeJpegPiece.ts'
import type { TiffCoding } from './tiffImage.ts'
import { COMPRESSION, PHOTOMETRIC } from './tiffTags.ts'
import { unpackBits } from './unpackBits.ts'
import { unpackLzw } from './unpackLzw.ts'

const IS_LITTLE_MACHINE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1

export type Samples = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer>

export interface PieceShape {
  readonly width: number
  readonly rows: number
  readonly channels: number
}

/**
 * The samples of one tile or strip, [rows, width, channels]. A piece of no bytes is black, as GDAL leaves out empty
 * tiles. However much the bytes would unpack to, no more than the piece is held.
 *
 * @throws LimnError where the bytes give less than the piece, or are no such packing
 */
export async function decodePiece(
  packed: Uint8Array<ArrayBuffer>,
  coding: TiffCoding,
  { shape, name }: { readonly shape: PieceShape; readonly name: string },
): Promise<Samples> {
  const { width, rows, channels } = shape
  const count = width * rows * channels
  if (packed.length === 0) return coding.bits === 8 ? new Uint8Array(count) : new Uint16Array(count)
  if (coding.compression === COMPRESSION.jpeg) {
    const { jpegTables, photometric } = coding
    const isRgb = photometric === PHOTOMETRIC.rgb
    return decodeJpegPiece(packed, { tables: jpegTables, isRgb, shape, name })
  }
  const length = count * (coding.bits / 8)
  const bytes = unpack(packed, length, coding.compression, name)
  if (bytes.length < length) damagedTiff(name, 'a piece of it ends in the middle')
  const samples = coding.bits === 8 ? bytes.subarray(0, length) : wordsOf(bytes, count, coding)
  if (coding.predictor === 2) addNeighbours(samples, shape)
  if (coding.photometric === PHOTOMETRIC.whiteIsZero) {
    const most = coding.bits === 8 ? 255 : 65_535
    for (let i = 0; i < samples.length; i++) samples[i] = most - (samples[i] ?? 0)
  }
  return samples
}

function unpack(
  packed: Uint8Array<ArrayBuffer>,
  length: number,
  compression: number,
  name: string,
): Uint8Array<ArrayBuffer> {
  try {
    switch (compression) {
      case COMPRESSION.lzw:
        return unpackLzw(packed, length)
      case COMPRESSION.packBits:
        return unpackBits(packed, length)
      case COMPRESSION.deflate:
      case COMPRESSION.oldDeflate:
        return unzlibSync(packed, { out: new Uint8Array(length) })
      default:
        return packed
    }
  } catch (thrown) {
    const detail = thrown instanceof Error ? thrown.message : String(thrown)
    return damagedTiff(name, `a piece of it does not unpack (${detail})`)
  }
}

function wordsOf(
  bytes: Uint8Array<ArrayBuffer>,
  count: number,
  { isLittle }: TiffCoding,
): Uint16Array<ArrayBuffer> {
  if (isLittle && IS_LITTLE_MACHINE) return new Uint16Array(bytes.slice(0, 2 * count).buffer)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const words = new Uint16Array(count)
  for (let i = 0; i < count; i++) words[i] = view.getUint16(2 * i, isLittle)
  return words
}

/** Predictor 2 (TIFF 6.0, section 14). A typed array wraps as the arithmetic asks. */
function addNeighbours(samples: Samples, { width, rows, channels }: PieceShape): void {
  const row = width * channels
  for (let y = 0; y < rows; y++) {
    for (let at = y * row + channels; at < (y + 1) * row; at++) {
      samples[at] = (samples[at] ?? 0) + (samples[at - channels] ?? 0)
    }
  }
}
