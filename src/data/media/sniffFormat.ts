/** What Limn can show. */
export type PictureFormat = 'jpeg' | 'png' | 'webp' | 'avif' | 'gif' | 'bmp' | 'tiff'

/** Picture files by another name that browsers cannot show, as a person knows them. */
export type ForeignFormat =
  'camera RAW' | 'HEIC' | 'JPEG XL' | 'JPEG 2000' | 'Photoshop' | 'SVG' | 'PDF' | 'icon'

export type SniffedFormat =
  | { readonly kind: 'picture'; readonly format: PictureFormat }
  | { readonly kind: 'foreign'; readonly format: ForeignFormat }
  | { readonly kind: 'text' }
  | { readonly kind: 'unknown' }

/** As many bytes as `sniffFormat` looks at. */
export const SNIFF_BYTES = 1024

/** Camera files that begin like a TIFF and are told from one by name alone. */
const RAW_NAME =
  /\.(3fr|arw|cr2|dcr|dng|erf|iiq|kdc|mef|mos|mrw|nef|nrw|orf|pef|raw|rw2|sr2|srf|srw)$/i

/** Of the header versions in use: OS/2 1, 2 and Windows 3, 3 with masks, 4 and 5. */
const BMP_HEADER_BYTES = new Set([12, 40, 52, 56, 64, 108, 124])

/** Judges a file by its first bytes; its name only tells a camera's TIFF from a plain one. */
export function sniffFormat(head: Uint8Array, name = ''): SniffedFormat {
  const text = String.fromCharCode(...head.subarray(0, SNIFF_BYTES)) // one character a byte
  const picture = pictureFormat(text) ?? (isPlainTiff(text, name) ? 'tiff' : null)
  if (picture !== null) return { kind: 'picture', format: picture }
  const foreign = foreignFormat(text)
  if (foreign !== null) return { kind: 'foreign', format: foreign }
  return { kind: looksLikeText(head) ? 'text' : 'unknown' }
}

function pictureFormat(text: string): PictureFormat | null {
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png'
  if (/^GIF8[79]a/.test(text)) return 'gif'
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp'
  if (isobmffBrands(text).some((brand) => brand === 'avif' || brand === 'avis')) return 'avif'
  // "BM" alone begins many a text: the reserved words and the size of the header after it tell.
  const headerBytes = text.charCodeAt(14)
  if (/^BM[^]{4}\0{4}[^]{4}[^]\0{3}/.test(text) && BMP_HEADER_BYTES.has(headerBytes)) return 'bmp'
  return null
}

function isPlainTiff(text: string, name: string): boolean {
  return beginsAsTiff(text) && !RAW_NAME.test(name) && !text.startsWith('CR', 8)
}

function beginsAsTiff(text: string): boolean {
  return /^(II[*+]\0|MM\0[*+])/.test(text)
}

function foreignFormat(text: string): ForeignFormat | null {
  if (beginsAsTiff(text)) return 'camera RAW'
  if (/^(FUJIFILMCCD-RAW|II(RO|RS|U\0)|MMOR|\0MRM|FOVb)/.test(text)) return 'camera RAW'
  const brands = isobmffBrands(text)
  if (brands.includes('crx ')) return 'camera RAW'
  if (brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand))) return 'HEIC'
  if (text.startsWith('\xff\x0a') || text.startsWith('\0\0\0\x0cJXL ')) return 'JPEG XL'
  if (text.startsWith('\0\0\0\x0cjP  ') || text.startsWith('\xff\x4f\xff\x51')) return 'JPEG 2000'
  if (text.startsWith('8BPS')) return 'Photoshop'
  if (text.startsWith('%PDF-')) return 'PDF'
  if (/^(\xef\xbb\xbf)?\s*<(\?xml|!--|!doctype svg|svg)/i.test(text) && /<svg[\s>]/i.test(text)) {
    return 'SVG'
  }
  return text.startsWith('\0\0\x01\0') || text.startsWith('\0\0\x02\0') ? 'icon' : null
}

/** Major and compatible brands of an ISO base media file (ISO/IEC 14496-12, `ftyp`). */
function isobmffBrands(text: string): string[] {
  if (!text.startsWith('ftyp', 4)) return []
  const boxLength = text.charCodeAt(2) * 256 + text.charCodeAt(3)
  const brands = [text.slice(8, 12)]
  for (let at = 16; at + 4 <= Math.min(boxLength, text.length); at += 4) {
    brands.push(text.slice(at, at + 4))
  }
  return brands
}

/** No control characters but white space, as UTF-8 or another byte encoding. */
function looksLikeText(head: Uint8Array): boolean {
  return head
    .subarray(0, SNIFF_BYTES)
    .every((byte) => byte >= 32 || (byte >= 9 && byte <= 13) || byte === 27)
}
