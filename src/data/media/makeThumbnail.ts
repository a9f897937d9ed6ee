/** Long side of a filmstrip picture, pixels. */
const THUMBNAIL_SIDE = 256
const JPEG_QUALITY = 0.8

/** A small JPEG of the picture, or a PNG where it lets the background through. Never larger than the picture. */
export async function makeThumbnail(picture: ImageBitmap): Promise<Blob> {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(picture.width, picture.height))
  const width = Math.max(1, Math.round(picture.width * scale))
  const height = Math.max(1, Math.round(picture.height * scale))
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no 2D canvas for a thumbnail')
  context.imageSmoothingQuality = 'high'
  context.drawImage(picture, 0, 0, width, height)
  const { data } = context.getImageData(0, 0, width, height) // RGBA
  return await (isOpaque(data)
    ? canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY })
    : canvas.convertToBlob({ type: 'image/png' }))
}

function isOpaque(rgba: Uint8ClampedArray): boolean {
  for (let at = 3; at < rgba.length; at += 4) if (rgba[at] !== 255) return false
  return true
}
