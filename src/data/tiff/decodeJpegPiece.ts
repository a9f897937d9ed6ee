import { damagedTiff, ForeignTiff } from './damagedTiff.ts'
import type { PieceShape } from './decodePiece.ts'

/** Says how the colours of a JPEG are stored: the last byte is 0 for RGB, 1 for YCbCr (Adobe, technical note 5116). */
const ADOBE = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0]
const MARKER_BYTES = 2

/**
 * A piece that is a JPEG (TIFF technical note 2), by the browser's own decoder: [rows, width, channels].
 *
 * @throws ForeignTiff where there is no such decoder, as outside a browser
 */
export async function decodeJpegPiece(
  packed: Uint8Array<ArrayBuffer>,
  {
    tables,
    isRgb,
    shape,
    name,
  }: {
    readonly tables: Uint8Array | null
    readonly isRgb: boolean
    readonly shape: PieceShape
    readonly name: string
  },
): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof createImageBitmap === 'undefined') {
    throw new ForeignTiff('packed as JPEG, which only a browser unpacks')
  }
  const { width, rows, channels } = shape
  if (channels !== 1 && channels !== 3) throw new ForeignTiff('a JPEG of neither 1 nor 3 channels')
  const jpeg = wholeJpeg(packed, tables, channels === 3 ? isRgb : null)
  const bitmap = await createImageBitmap(new Blob([jpeg], { type: 'image/jpeg' }), {
    colorSpaceConversion: 'none',
    imageOrientation: 'none',
  }).catch(() => damagedTiff(name, 'a JPEG inside it is damaged'))
  try {
    if (bitmap.width < width || bitmap.height < rows) {
      damagedTiff(name, 'a JPEG inside it is smaller than its place')
    }
    const context = new OffscreenCanvas(width, rows).getContext('2d', { willReadFrequently: true })
    if (context === null) return damagedTiff(name, 'the browser gave no canvas to unpack it on')
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, width, rows) // RGBA
    const samples = new Uint8Array(width * rows * channels)
    for (let pixel = 0, to = 0; pixel < width * rows; pixel++) {
      for (let c = 0; c < channels; c++) samples[to++] = data[4 * pixel + c] ?? 0
    }
    return samples
  } finally {
    bitmap.close()
  }
}

/** Start of image, how colours are stored, the tables without their own start and end, and the rest of the piece. */
function wholeJpeg(
  packed: Uint8Array,
  tables: Uint8Array | null,
  isRgb: boolean | null,
): Uint8Array<ArrayBuffer> {
  const colours = isRgb === null ? [] : [...ADOBE, isRgb ? 0 : 1]
  const shared = tables?.subarray(MARKER_BYTES, -MARKER_BYTES) ?? new Uint8Array(0)
  const own = packed.subarray(MARKER_BYTES)
  const whole = new Uint8Array(MARKER_BYTES + colours.length + shared.length + own.length)
  whole.set([0xff, 0xd8])
  whole.set(colours, MARKER_BYTES)
  whole.set(shared, MARKER_BYTES + colours.length)
  whole.set(own, MARKER_BYTES + colours.length + shared.length)
  return whole
}
