import type { Box } from '../../domain/box.ts'
import type { Instance, InstanceId } from '../../domain/instance.ts'
import type { DisplayOptions } from '../../store/state.ts'
import { toStageBox, visibleImageBox } from '../stage/viewTransform.ts'
import { chipText } from '../../domain/labelChip.ts'
import { CHIP_HEIGHT_PX, chipWidth, paintChip } from './paintChip.ts'
import {
  applyStagePixels,
  clearCanvas,
  maskEffort,
  OUTLINE_WIDTH_PX,
  paintMask,
  type MaskStyle,
  type Projection,
} from './paintMask.ts'
import { placeLabels, type LabelRequest } from '../../domain/placeLabels.ts'

export interface Scene {
  readonly instances: readonly Instance[]
  readonly display: DisplayOptions
  readonly colourOf: (label: string) => string
}

export interface PaintedScene {
  /** Where each chip went, CSS pixels of the stage. */
  readonly chips: ReadonlyMap<InstanceId, Box>
  /** What the scene costs to paint again, in the unit of the steps. */
  readonly effort: number
}

const HALO = 'rgb(0 0 0 / 45%)'

export function maskStyle(instance: Instance, { display, colourOf }: Scene): MaskStyle {
  return {
    colour: colourOf(instance.label),
    fillOpacity: display.opacity,
    outlineWidth: display.outlines ? OUTLINE_WIDTH_PX : 0,
    haloColour: HALO,
    haloWidth: 0.75,
  }
}

/**
 * The static layer: fills, outlines, boxes and chips of everything in sight, large objects under small ones. Comes in
 * steps, each yielding what it cost (see maskEffort), so that the caller can spread a heavy scene over frames.
 */
export function* paintInstances(
  context: CanvasRenderingContext2D,
  scene: Scene,
  projection: Projection,
): Generator<number, PaintedScene> {
  clearCanvas(context)
  const { view, stageSize, marginPx } = projection
  const shown = visibleImageBox(view, stageSize, marginPx + OUTLINE_WIDTH_PX)
  const inSight = scene.instances
    .filter(({ box }) => touches(box, shown))
    .sort((a, b) => b.area - a.area)
  let effort = 0
  for (const instance of inSight) {
    paintMask(context, instance, projection, maskStyle(instance, scene))
    const step = maskEffort(instance, projection)
    effort += step
    yield step
  }
  applyStagePixels(context, projection)
  if (scene.display.boxes) {
    for (const instance of inSight) {
      paintBox(context, toStageBox(view, instance.box), scene.colourOf(instance.label))
    }
  }
  if (!scene.display.labels) return { chips: new Map(), effort }
  const chips = yield* paintChips(context, inSight, scene, projection)
  return { chips, effort: effort + chips.size * CHIP_EFFORT }
}

const CHIP_EFFORT = 60

function* paintChips(
  context: CanvasRenderingContext2D,
  instances: readonly Instance[],
  scene: Scene,
  projection: Projection,
): Generator<number, ReadonlyMap<InstanceId, Box>> {
  const requests = instances
    .toSorted((a, b) => (b.score ?? 1) - (a.score ?? 1))
    .map((instance) => labelRequest(context, instance, projection))
  const chips = placeLabels(requests, projection.stageSize)
  for (const instance of instances) {
    const box = chips.get(instance.id)
    if (box === undefined) continue
    paintChip(context, { box, text: chipText(instance), colour: scene.colourOf(instance.label) })
    yield CHIP_EFFORT
  }
  return chips
}

export function labelRequest(
  context: CanvasRenderingContext2D,
  instance: Instance,
  { view }: Projection,
): LabelRequest {
  return {
    id: instance.id,
    objectBox: toStageBox(view, instance.box),
    width: chipWidth(context, chipText(instance)),
    height: CHIP_HEIGHT_PX,
  }
}

/** A thin dashed box on a dark line, in CSS pixels. */
export function paintBox(context: CanvasRenderingContext2D, box: Box, colour: string): void {
  const x = Math.round(box.x) + 0.5
  const y = Math.round(box.y) + 0.5
  const width = Math.round(box.width)
  const height = Math.round(box.height)
  context.lineWidth = 1
  context.strokeStyle = HALO
  context.strokeRect(x, y, width, height)
  context.setLineDash([4, 3])
  context.strokeStyle = colour
  context.strokeRect(x, y, width, height)
  context.setLineDash([])
}

function touches(a: Box, b: Box): boolean {
  return (
    a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
  )
}
