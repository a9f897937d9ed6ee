const START_OF_IMAGE = 0xffd8
const START_OF_SCAN = 0xda
const APP1 = 0xe1
const ORIENTATION = 0x0112

/**
 * A JPEG whose EXIF says that it lies as it is stored, all other bytes kept; null when it says so already or is no JPEG
 * with EXIF (Exif 2.32, 4.5.4 and 4.6.4). For labels that were made on the stored pixels.
 */
export function dropOrientation(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> | null {
  const at = orientationAt(bytes)
  if (at === null) return null
  const turned = bytes.slice()
  const view = new DataView(turned.buffer)
  if (view.getUint16(at.value, at.isLittle) <= 1) return null
  view.setUint16(at.value, 1, at.isLittle)
  return turned
}

/** Where the value of the orientation stands. */
function orientationAt(bytes: Uint8Array): { value: number; isLittle: boolean } | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 4 || view.getUint16(0) !== START_OF_IMAGE) return null
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const marker = bytes[at + 1]
    if (marker === START_OF_SCAN) return null
    const end = at + 2 + view.getUint16(at + 2)
    // "Exif" and two zeros, then a TIFF.
    const isExif =
      marker === APP1 && at + 18 <= bytes.length && view.getUint32(at + 4) === 0x45786966
    if (isExif) return inTiff(view, at + 10, Math.min(end, bytes.length))
    at = end
  }
  return null
}

function inTiff(view: DataView, tiff: number, end: number) {
  const isLittle = view.getUint16(tiff) === 0x4949
  const directory = tiff + view.getUint32(tiff + 4, isLittle)
  if (directory + 2 > end) return null
  const entries = view.getUint16(directory, isLittle)
  for (let index = 0; index < entries; index++) {
    const entry = directory + 2 + index * 12
    if (entry + 12 > end) return null
    if (view.getUint16(entry, isLittle) === ORIENTATION) return { value: entry + 8, isLittle }
  }
  return null
}
