import type { ImageSize } from '../../domain/image.ts'
import { applyStagePixels, clearCanvas, type Projection } from '../overlay/paintMask.ts'
import { PIXELATED_SCALE, toStagePoint, visibleImageBox } from './viewTransform.ts'

/**
 * A decoded picture as a pyramid: the full size first, then halves. Drawing from the level just above the zoom touches
 * about as many pixels as the stage shows, so panning costs the same for 1 and for 50 megapixels.
 */
export interface Picture {
  /** Upright, after EXIF orientation. */
  readonly size: ImageSize
  readonly levels: readonly ImageBitmap[]
  readonly mayHaveAlpha: boolean
}

const SMALLEST_LEVEL_PX = 1024

/** Decodes a picture (the browser applies EXIF orientation). Rejects when the browser cannot. */
export async function decodePicture(file: Blob): Promise<Picture> {
  const full = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const levels = [full]
  let last = full
  while (Math.max(last.width, last.height) > SMALLEST_LEVEL_PX) {
    last = await createImageBitmap(last, {
      resizeWidth: Math.max(1, Math.ceil(last.width / 2)),
      resizeHeight: Math.max(1, Math.ceil(last.height / 2)),
      resizeQuality: 'medium',
    })
    levels.push(last)
  }
  return {
    size: { width: full.width, height: full.height },
    levels,
    mayHaveAlpha: file.type !== 'image/jpeg' && file.type !== 'image/bmp',
  }
}

/** Frees the pixels at once instead of at some garbage collection. */
export function closePicture({ levels }: Picture): void {
  for (const level of levels) level.close()
}

/** Index of the smallest level with at least one pixel per device pixel; `deviceScale` counts device px per image px. */
export function chooseLevel(levelCount: number, deviceScale: number): number {
  const halvings = Math.floor(-Math.log2(deviceScale) + 1e-9)
  return Math.max(0, Math.min(levelCount - 1, halvings))
}

/**
 * Paints the part of the picture that the stage shows. `imageSize` is the frame all masks live in; a stand-in (the
 * thumbnail) is stretched over it. While the view moves, speed goes before beauty.
 */
export function paintPicture(
  context: CanvasRenderingContext2D,
  source: Picture | CanvasImageSource | null,
  imageSize: ImageSize,
  projection: Projection,
  isMoving: boolean,
): void {
  const { view, stageSize, pixelRatio } = projection
  clearCanvas(context)
  if (source === null) return
  applyStagePixels(context, projection)
  context.imageSmoothingEnabled = view.scale < PIXELATED_SCALE
  context.imageSmoothingQuality = isMoving ? 'low' : 'high'

  // Whole image pixels around what is seen: far off the stage nothing is drawn, and no pixel is cut.
  const seen = visibleImageBox(view, stageSize)
  const left = Math.max(0, Math.floor(seen.x))
  const top = Math.max(0, Math.floor(seen.y))
  const right = Math.min(imageSize.width, Math.ceil(seen.x + seen.width))
  const bottom = Math.min(imageSize.height, Math.ceil(seen.y + seen.height))
  if (right <= left || bottom <= top) return
  const corner = toStagePoint(view, { x: left, y: top })
  const width = (right - left) * view.scale
  const height = (bottom - top) * view.scale

  if (!isPicture(source)) {
    const whole = toStagePoint(view, { x: 0, y: 0 })
    context.drawImage(
      source,
      whole.x,
      whole.y,
      imageSize.width * view.scale,
      imageSize.height * view.scale,
    )
    return
  }
  if (source.mayHaveAlpha) paintChecks(context, corner.x, corner.y, width, height)
  // A preview may be smaller than the picture.
  const ownScale = (view.scale * pixelRatio * imageSize.width) / source.size.width
  const level = source.levels[chooseLevel(source.levels.length, ownScale)]
  if (level === undefined) return
  const shareX = level.width / imageSize.width
  const shareY = level.height / imageSize.height
  context.drawImage(
    level,
    left * shareX,
    top * shareY,
    (right - left) * shareX,
    (bottom - top) * shareY,
    corner.x,
    corner.y,
    width,
    height,
  )
}

function isPicture(source: Picture | CanvasImageSource): source is Picture {
  return 'levels' in source
}

const CHECK_PX = 8
const LIGHT_CHECK = '#ffffff'
const DARK_CHECK = '#e8e8ea'

/** What shines through transparent pictures; the same in light and dark, so that a picture looks the same. */
function paintChecks(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  const tile = new OffscreenCanvas(2 * CHECK_PX, 2 * CHECK_PX)
  const tileContext = tile.getContext('2d')
  if (tileContext === null) return
  tileContext.fillStyle = LIGHT_CHECK
  tileContext.fillRect(0, 0, 2 * CHECK_PX, 2 * CHECK_PX)
  tileContext.fillStyle = DARK_CHECK
  tileContext.fillRect(0, 0, CHECK_PX, CHECK_PX)
  tileContext.fillRect(CHECK_PX, CHECK_PX, CHECK_PX, CHECK_PX)
  context.fillStyle = context.createPattern(tile, 'repeat') ?? LIGHT_CHECK
  context.fillRect(x, y, width, height)
}
