import type { Box } from '../../domain/box.ts'
import type { Instance, InstanceId } from '../../domain/instance.ts'
import type { DisplayOptions } from '../../store/state.ts'
import { toStageBox, visibleImageBox } from '../stage/viewTransform.ts'
import { chipText } from './instanceText.ts'
import { CHIP_HEIGHT_PX, chipWidth, paintChip } from './paintChip.ts'
import {
  applyStagePixels,
  clearCanvas,
  OUTLINE_WIDTH_PX,
  paintMask,
  type MaskStyle,
  type Projection,
} from './paintMask.ts'
import { placeLabels, type LabelRequest } from './placeLabels.ts'

export interface Scene {
  readonly instances: readonly Instance[]
  readonly display: DisplayOptions
  readonly colourOf: (label: string) => string
}

export interface PaintedScene {
  /** Where each chip went, CSS pixels of the stage. */
  readonly chips: ReadonlyMap<InstanceId, Box>
  /** Outline corners drawn: what the scene costs to paint again. */
  readonly corners: number
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

/** The static layer: fills, outlines, boxes and chips of everything in sight, large objects under small ones. */
export function paintInstances(
  context: CanvasRenderingContext2D,
  scene: Scene,
  projection: Projection,
): PaintedScene {
  clearCanvas(context)
  const { view, stageSize, marginPx } = projection
  const shown = visibleImageBox(view, stageSize, marginPx + OUTLINE_WIDTH_PX)
  const inSight = scene.instances
    .filter(({ box }) => touches(box, shown))
    .sort((a, b) => b.area - a.area)
  let corners = 0
  for (const instance of inSight) {
    corners += paintMask(context, instance, projection, maskStyle(instance, scene))
  }
  applyStagePixels(context, projection)
  if (scene.display.boxes) {
    for (const instance of inSight) {
      paintBox(context, toStageBox(view, instance.box), scene.colourOf(instance.label))
    }
  }
  if (!scene.display.labels) return { chips: new Map(), corners }
  return { chips: paintChips(context, inSight, scene, projection), corners }
}

function paintChips(
  context: CanvasRenderingContext2D,
  instances: readonly Instance[],
  scene: Scene,
  projection: Projection,
): ReadonlyMap<InstanceId, Box> {
  const requests = instances
    .toSorted((a, b) => (b.score ?? 1) - (a.score ?? 1))
    .map((instance) => labelRequest(context, instance, projection))
  const chips = placeLabels(requests, projection.stageSize)
  for (const instance of instances) {
    const box = chips.get(instance.id)
    if (box === undefined) continue
    paintChip(context, { box, text: chipText(instance), colour: scene.colourOf(instance.label) })
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
