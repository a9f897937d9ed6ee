import type { Box } from '../../domain/box.ts'
import type { ImagePoint, ImageSize } from '../../domain/image.ts'

/** A point on the stage: CSS pixels from the stage's top left corner. */
export interface StagePoint {
  readonly x: number
  readonly y: number
}

/** The stage in CSS pixels. */
export interface StageSize {
  readonly width: number
  readonly height: number
}

/** Room that floating controls take at the stage's edges, CSS pixels. */
export interface Insets {
  readonly top: number
  readonly right: number
  readonly bottom: number
  readonly left: number
}

/** Where the picture lies: stagePoint = imagePoint * scale + (x, y). `scale` is CSS pixels per image pixel. */
export interface ViewTransform {
  readonly scale: number
  readonly x: number
  readonly y: number
}

/** What a transform has to respect. */
export interface ViewFrame {
  readonly imageSize: ImageSize
  readonly stageSize: StageSize
  readonly insets: Insets
}

/** Beyond this many CSS pixels per image pixel, pixels are shown as squares and outlines follow their corners. */
export const PIXELATED_SCALE = 3

/** Closest look: one image pixel is 64 CSS pixels. */
const CLOSEST_SCALE = 64
/** A small picture is not blown up until it is a blur. */
const LARGEST_FIT_SCALE = PIXELATED_SCALE
/** The farthest look is this share of the fitted picture. */
const FARTHEST_SHARE_OF_FIT = 0.25

export function toStagePoint(view: ViewTransform, imagePoint: ImagePoint): StagePoint {
  return { x: imagePoint.x * view.scale + view.x, y: imagePoint.y * view.scale + view.y }
}

export function toImagePoint(view: ViewTransform, stagePoint: StagePoint): ImagePoint {
  return { x: (stagePoint.x - view.x) / view.scale, y: (stagePoint.y - view.y) / view.scale }
}

export function toStageBox(view: ViewTransform, imageBox: Box): Box {
  const corner = toStagePoint(view, imageBox)
  return {
    ...corner,
    width: imageBox.width * view.scale,
    height: imageBox.height * view.scale,
  }
}

/** The part of the image frame that the stage shows; it may reach beyond the picture. */
export function visibleImageBox(view: ViewTransform, stageSize: StageSize, marginPx = 0): Box {
  const corner = toImagePoint(view, { x: -marginPx, y: -marginPx })
  return {
    ...corner,
    width: (stageSize.width + 2 * marginPx) / view.scale,
    height: (stageSize.height + 2 * marginPx) / view.scale,
  }
}

/** The whole picture, centred in what the floating controls leave free. */
export function fitView({ imageSize, stageSize, insets }: ViewFrame): ViewTransform {
  const width = Math.max(1, stageSize.width - insets.left - insets.right)
  const height = Math.max(1, stageSize.height - insets.top - insets.bottom)
  const scale = Math.min(width / imageSize.width, height / imageSize.height, LARGEST_FIT_SCALE)
  return {
    scale,
    x: insets.left + (width - imageSize.width * scale) / 2,
    y: insets.top + (height - imageSize.height * scale) / 2,
  }
}

/** How far out and in the zoom goes for this picture on this stage, CSS pixels per image pixel. */
export function scaleLimits(frame: ViewFrame): { readonly min: number; readonly max: number } {
  const fit = fitView(frame).scale
  return { min: Math.min(fit * FARTHEST_SHARE_OF_FIT, 1), max: Math.max(CLOSEST_SCALE, fit) }
}

/**
 * Keeps the picture findable: on each axis at least half of the picture, or where it is larger than the stage half of
 * the stage, stays covered.
 */
export function limitView(view: ViewTransform, frame: ViewFrame): ViewTransform {
  const { min, max } = scaleLimits(frame)
  const scale = clamp(view.scale, min, max)
  return {
    scale,
    x: limitOffset(view.x, frame.imageSize.width * scale, frame.stageSize.width),
    y: limitOffset(view.y, frame.imageSize.height * scale, frame.stageSize.height),
  }
}

function limitOffset(offset: number, pictureLength: number, stageLength: number): number {
  const covered = Math.min(pictureLength, stageLength) / 2
  return clamp(offset, covered - pictureLength, stageLength - covered)
}

/** Zooms by `factor`; the image point under `about` stays under it, within the limits. */
export function zoomAbout(
  view: ViewTransform,
  frame: ViewFrame,
  about: StagePoint,
  factor: number,
): ViewTransform {
  const { min, max } = scaleLimits(frame)
  const scale = clamp(view.scale * factor, min, max)
  const ratio = scale / view.scale
  return limitView(
    { scale, x: about.x - (about.x - view.x) * ratio, y: about.y - (about.y - view.y) * ratio },
    frame,
  )
}

/** Moves the picture by a number of CSS pixels, within the limits. */
export function panBy(
  view: ViewTransform,
  frame: ViewFrame,
  deltaX: number,
  deltaY: number,
): ViewTransform {
  return limitView({ scale: view.scale, x: view.x + deltaX, y: view.y + deltaY }, frame)
}

/** Two fingers moved: the picture follows both, so that what was under each stays under it. */
export function pinchView(
  view: ViewTransform,
  frame: ViewFrame,
  before: readonly [StagePoint, StagePoint],
  after: readonly [StagePoint, StagePoint],
): ViewTransform {
  const from = middle(before)
  const to = middle(after)
  const factor = distance(after) / Math.max(1, distance(before))
  return panBy(zoomAbout(view, frame, from, factor), frame, to.x - from.x, to.y - from.y)
}

/** The next step on the ladder 1/8, 1/4, 1/2, 1, 2, 4 … in half steps, for the zoom keys and buttons. */
export function nextScaleStep(scale: number, direction: 1 | -1): number {
  const position = Math.log2(scale) * 2
  const step = direction === 1 ? Math.floor(position + 0.01) + 1 : Math.ceil(position - 0.01) - 1
  return 2 ** (step / 2)
}

/** The stage was resized: what was in its middle stays in its middle. */
export function keepCentre(
  view: ViewTransform,
  before: StageSize,
  frame: ViewFrame,
): ViewTransform {
  const { width, height } = frame.stageSize
  return panBy(view, frame, (width - before.width) / 2, (height - before.height) / 2)
}

/** The smallest move that brings an image point at least `marginPx` inside the stage. */
export function revealPoint(
  view: ViewTransform,
  frame: ViewFrame,
  imagePoint: ImagePoint,
  marginPx: number,
): ViewTransform {
  const { x, y } = toStagePoint(view, imagePoint)
  const { width, height } = frame.stageSize
  const { insets } = frame
  const targetX = clamp(x, insets.left + marginPx, width - insets.right - marginPx)
  const targetY = clamp(y, insets.top + marginPx, height - insets.bottom - marginPx)
  return panBy(view, frame, targetX - x, targetY - y)
}

function middle([a, b]: readonly [StagePoint, StagePoint]): StagePoint {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
}

function distance([a, b]: readonly [StagePoint, StagePoint]): number {
  return Math.hypot(a.x - b.x, a.y - b.y)
}

/** The upper limit gives way where both cannot hold. */
function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value))
}
