/** TIFF 6.0, section 8, the technical notes 1 and 2, and the page of tags of libtiff. */
export const TAG = {
  subfileType: 254,
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  stripOffsets: 273,
  samplesPerPixel: 277,
  rowsPerStrip: 278,
  stripByteCounts: 279,
  planarConfiguration: 284,
  predictor: 317,
  tileWidth: 322,
  tileHeight: 323,
  tileOffsets: 324,
  tileByteCounts: 325,
  subDirectories: 330,
  sampleFormat: 339,
  jpegTables: 347,
} as const

export const COMPRESSION = {
  none: 1,
  lzw: 5,
  jpeg: 7,
  deflate: 8,
  oldDeflate: 32946,
  packBits: 32773,
} as const

export const PHOTOMETRIC = { whiteIsZero: 0, blackIsZero: 1, rgb: 2, yCbCr: 6 } as const

/** Bytes of each field type; those that are missing are of no use here. */
export const FIELD_BYTES: Readonly<Record<number, 1 | 2 | 4 | 8>> = {
  1: 1, // byte
  3: 2, // short
  4: 4, // long
  7: 1, // undefined
  13: 4, // a directory's place
  16: 8, // long of 64 bits
  18: 8, // a directory's place of 64 bits
}
