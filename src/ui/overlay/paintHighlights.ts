import type { Box } from '../../domain/box.ts'
import type { Instance, InstanceId, Prompt, PromptPoint } from '../../domain/instance.ts'
import { toStageBox, toStagePoint } from '../stage/viewTransform.ts'
import type { ImagePoint } from '../../domain/image.ts'
import { chipText } from '../../domain/labelChip.ts'
import { labelRequest, maskStyle, paintBox, type Scene } from './paintInstances.ts'
import { paintCorners, type CornersHighlight } from './paintCorners.ts'
import { paintBrush, paintPolygonDraft, type BrushHighlight } from './paintDrawing.ts'
import { paintChip } from './paintChip.ts'
import { applyStagePixels, clearCanvas, paintMask, type Projection } from './paintMask.ts'
import { paintCrosshair, paintPromptBox, paintPromptPoint, paintPulse } from './paintPrompts.ts'
import { placeLabelRegardless } from '../../domain/placeLabels.ts'

/** What changes while a person points at things. */
export interface Highlights {
  readonly hoveredId: InstanceId | null
  readonly selectedIds: readonly InstanceId[]
  /** A prompt that waits for its mask. */
  readonly pending: Prompt | null
  /** The box being dragged, image frame. */
  readonly draftBox: Box | null
  /** The keyboard's pointer. */
  readonly crosshair: ImagePoint | null
  /** Corners of a polygon in the making. */
  readonly polygon: readonly ImagePoint[]
  /** Corners of an object that can be moved, and the one that is held. */
  readonly corners: CornersHighlight | null
  /** The brush under the hand and its stroke so far. */
  readonly brush: BrushHighlight | null
  /** Of the pulse around what is pending, 0 to 1. */
  readonly phase: number
}

const SELECTED_OUTLINE_PX = 2.5
const LIGHT_HALO = 'rgb(255 255 255 / 95%)'

/** The interactive layer: the hovered object lifted, the selected ones outlined, prompts, crosshair. */
export function paintHighlights(
  context: CanvasRenderingContext2D,
  scene: Scene,
  highlights: Highlights,
  projection: Projection,
  chips: ReadonlyMap<InstanceId, Box>,
): void {
  clearCanvas(context)
  const selected = scene.instances.filter(({ id }) => highlights.selectedIds.includes(id))
  const hovered = scene.instances.find(({ id }) => id === highlights.hoveredId)

  if (hovered !== undefined) {
    const style = maskStyle(hovered, scene)
    paintMask(context, hovered, projection, { ...style, outlineWidth: 2, haloWidth: 1 })
  }
  for (const instance of selected) {
    const style = maskStyle(instance, scene)
    paintMask(context, instance, projection, {
      ...style,
      fillOpacity: 0,
      outlineWidth: SELECTED_OUTLINE_PX,
      haloColour: LIGHT_HALO,
      haloWidth: 1.5,
    })
  }
  applyStagePixels(context, projection)
  const marked =
    hovered === undefined || selected.includes(hovered) ? selected : [...selected, hovered]
  for (const instance of marked) paintMarks(context, instance, scene, projection, chips)
  paintPrompting(context, selected, highlights, projection)
}

/** Box and chip of a hovered or selected object: the chip where it was, or forced when it had found no room. */
function paintMarks(
  context: CanvasRenderingContext2D,
  instance: Instance,
  scene: Scene,
  projection: Projection,
  chips: ReadonlyMap<InstanceId, Box>,
): void {
  const colour = scene.colourOf(instance.label)
  if (scene.display.boxes) paintBox(context, toStageBox(projection.view, instance.box), colour)
  const box =
    chips.get(instance.id) ??
    placeLabelRegardless(labelRequest(context, instance, projection), projection.stageSize)
  paintChip(context, { box, text: chipText(instance), colour })
}

function paintPrompting(
  context: CanvasRenderingContext2D,
  selected: readonly Instance[],
  { pending, draftBox, crosshair, polygon, corners, brush, phase }: Highlights,
  { view }: Projection,
): void {
  const [only, ...others] = selected
  const isAlone = only !== undefined && others.length === 0
  if (pending !== null && pending.box !== null) paintPromptBox(context, view, pending.box, phase)
  if (draftBox !== null) paintPromptBox(context, view, draftBox)
  if (polygon.length > 0) paintPolygonDraft(context, view, polygon)
  if (corners !== null) paintCorners(context, view, corners)
  if (brush !== null) paintBrush(context, view, brush)
  const points: readonly PromptPoint[] = [
    ...(isAlone ? only.prompt.points : []),
    ...(pending?.points ?? []),
  ]
  const last = pending?.points.at(-1)
  if (last !== undefined) paintPulse(context, view, last, phase)
  for (const point of points) paintPromptPoint(context, view, point)
  if (crosshair !== null) paintCrosshair(context, toStagePoint(view, crosshair))
}
