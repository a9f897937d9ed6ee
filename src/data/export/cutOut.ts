import type { Segment } from '../../domain/instance.ts'
import { forEachColumnRun } from '../../domain/mask/columnRuns.ts'

/** The object alone at full resolution on a transparent ground, cropped to its box, as PNG. */
export async function cutOut(
  picture: ImageBitmap,
  { mask, box }: Pick<Segment, 'mask' | 'box'>,
): Promise<Blob> {
  const { x: left, y: top, width, height } = box
  const canvas = new OffscreenCanvas(width, height)
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (context === null) throw new Error('no 2D canvas for a cut-out')
  context.drawImage(picture, left, top, width, height, 0, 0, width, height)
  const source = context.getImageData(0, 0, width, height)
  const target = new ImageData(width, height)
  // Whole RGBA pixels at once.
  const from = new Uint32Array(source.data.buffer)
  const to = new Uint32Array(target.data.buffer)
  forEachColumnRun(mask, (x, runTop, runBottom) => {
    const end = (runBottom - top) * width + x - left
    for (let at = (runTop - top) * width + x - left; at < end; at += width) to[at] = from[at] ?? 0
  })
  context.putImageData(target, 0, 0)
  return await canvas.convertToBlob({ type: 'image/png' })
}
