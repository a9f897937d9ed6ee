import type { DisplayOptions } from '../../domain/displayOptions.ts'
import type { ExportPicture } from '../../domain/exportRequest.ts'
import type { Instance, Outline } from '../../domain/instance.ts'
import { chipText, readableOn } from '../../domain/labelChip.ts'
import { simplifyOutline } from '../../domain/mask/simplifyOutline.ts'
import { placeLabels } from '../../domain/placeLabels.ts'

type OverlayContext = OffscreenCanvasRenderingContext2D

/** The long side of the stage on which lines and chips have the sizes below; larger pictures get larger ones. */
const STAGE_SIDE = 1280
const OUTLINE_WIDTH = 1.5
const HALO_WIDTH = 0.75
const HALO = 'rgb(0 0 0 / 45%)'
/** Removes the staircase of pixel borders; image pixels. */
const OUTLINE_TOLERANCE = 0.75
const CHIP_HEIGHT = 20
const CHIP_PADDING = 6
const CHIP_RADIUS = 4
const CHIP_FONT =
  "600 12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif"
const JPEG_QUALITY = 0.92

export type OverlayFormat = 'image/jpeg' | 'image/png'

/**
 * The picture with what the stage shows over it: fills, outlines, boxes and label chips, large objects under small
 * ones, at full resolution.
 */
export async function drawOverlay(
  picture: ImageBitmap,
  { instances, colours, display }: Pick<ExportPicture, 'instances' | 'colours' | 'display'>,
  type: OverlayFormat,
): Promise<Blob> {
  const canvas = new OffscreenCanvas(picture.width, picture.height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('no 2D canvas for the overlay picture')
  context.drawImage(picture, 0, 0)
  const unit = Math.max(1, Math.max(picture.width, picture.height) / STAGE_SIDE)
  const colourOf = ({ label }: Instance) => colours[label] ?? '#ffffff'
  const layers = instances.toSorted((a, b) => b.area - a.area)
  for (const instance of layers) {
    paintObject(context, instance, { colour: colourOf(instance), display, unit })
  }
  if (display.labels) paintChips(context, layers, { colourOf, unit })
  return await canvas.convertToBlob({ type, quality: JPEG_QUALITY })
}

function paintObject(
  context: OverlayContext,
  { outline, box }: Instance,
  { colour, display, unit }: { colour: string; display: DisplayOptions; unit: number },
): void {
  const path = pathOf(simplifyOutline(outline, OUTLINE_TOLERANCE))
  context.globalAlpha = display.opacity
  context.fillStyle = colour
  context.fill(path, 'evenodd')
  context.globalAlpha = 1
  context.lineJoin = 'round'
  if (display.outlines) {
    context.lineWidth = (OUTLINE_WIDTH + 2 * HALO_WIDTH) * unit
    context.strokeStyle = HALO
    context.stroke(path)
    context.lineWidth = OUTLINE_WIDTH * unit
    context.strokeStyle = colour
    context.stroke(path)
  }
  if (display.boxes) {
    context.lineWidth = unit
    context.strokeStyle = colour
    context.setLineDash([4 * unit, 3 * unit])
    context.strokeRect(box.x, box.y, box.width, box.height)
    context.setLineDash([])
  }
}

function pathOf(outline: Outline): Path2D {
  const path = new Path2D()
  for (const ring of outline) {
    path.moveTo(ring[0] ?? 0, ring[1] ?? 0)
    for (let at = 2; at < ring.length; at += 2) path.lineTo(ring[at] ?? 0, ring[at + 1] ?? 0)
    path.closePath()
  }
  return path
}

/** Drawn in stage pixels, `unit` image pixels each. */
function paintChips(
  context: OverlayContext,
  instances: readonly Instance[],
  { colourOf, unit }: { colourOf: (instance: Instance) => string; unit: number },
): void {
  context.scale(unit, unit)
  context.font = CHIP_FONT
  context.textBaseline = 'middle'
  const requests = instances
    .toSorted((a, b) => (b.score ?? 1) - (a.score ?? 1))
    .map((instance) => ({
      id: instance.id,
      objectBox: {
        x: instance.box.x / unit,
        y: instance.box.y / unit,
        width: instance.box.width / unit,
        height: instance.box.height / unit,
      },
      width: Math.ceil(context.measureText(chipText(instance)).width) + 2 * CHIP_PADDING,
      height: CHIP_HEIGHT,
    }))
  const { width, height } = context.canvas
  const places = placeLabels(requests, { width: width / unit, height: height / unit })
  for (const instance of instances) {
    const place = places.get(instance.id)
    if (place === undefined) continue
    context.beginPath()
    context.roundRect(place.x, place.y, place.width, place.height, CHIP_RADIUS)
    context.fillStyle = colourOf(instance)
    context.fill()
    context.fillStyle = readableOn(colourOf(instance))
    context.fillText(chipText(instance), place.x + CHIP_PADDING, place.y + place.height / 2 + 0.5)
  }
}
