/** Pixels as a canvas gives them. */
export interface PixelData {
  readonly width: number
  readonly height: number
  /** Row-major, 3 (RGB) or 4 (RGBA, alpha ignored) bytes a pixel. */
  readonly data: Uint8Array | Uint8ClampedArray
}

/**
 * Bytes a pixel: 3 or 4.
 *
 * @throws RangeError when the data do not fill the size
 */
export function channelsOf({ width, height, data }: PixelData): 3 | 4 {
  const channels = data.length / (width * height)
  if (channels === 3 || channels === 4) return channels
  throw new RangeError(
    `A picture of ${width} x ${height} needs 3 or 4 bytes a pixel; there are ${data.length} bytes in all.`,
  )
}
