import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Box } from '../../domain/box.ts'
import type { ImagePoint } from '../../domain/image.ts'
import type { InstanceId, PromptPoint } from '../../domain/instance.ts'
import type { Polygons } from '../../domain/objectCorners.ts'

/** What a person is in the middle of doing on the stage. Image frame. */
export interface StageDraft {
  /** The box being dragged. */
  readonly box: Box | null
  /** The keyboard's pointer, while a tool that places things is active. */
  readonly crosshair: ImagePoint | null
  /** The first corner of a box made by keys. */
  readonly boxAnchor: ImagePoint | null
  /** Corners of a polygon that is being set; not closed yet. */
  readonly polygon: readonly ImagePoint[]
  /** The corners of an object that is being reshaped, and the one that is held. */
  readonly reshaping: {
    readonly instanceId: InstanceId
    readonly polygons: Polygons
    readonly ring: number
    readonly corner: number
  } | null
  /** The stroke of a brush or eraser under the hand. */
  readonly stroke: readonly ImagePoint[]
  /** Where the brush hovers. */
  readonly brushAt: ImagePoint | null
  /** Clicks whose masks are on their way: shown at once, even while they wait behind an earlier one. */
  readonly askedPoints: readonly PromptPoint[]
}

export const NO_DRAFT: StageDraft = {
  box: null,
  crosshair: null,
  boxAnchor: null,
  polygon: [],
  reshaping: null,
  stroke: [],
  brushAt: null,
  askedPoints: [],
}

export function createStageDraft(): StoreApi<StageDraft> {
  return createStore<StageDraft>(() => NO_DRAFT)
}
