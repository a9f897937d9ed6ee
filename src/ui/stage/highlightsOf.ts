import type { Instance } from '../../domain/instance.ts'
import { objectCorners } from '../../domain/objectCorners.ts'
import type { Limn } from '../../store/state.ts'
import type { Highlights } from '../overlay/paintHighlights.ts'
import { reshapable } from './cornerEditing.ts'
import type { StageDraft } from './stageDraft.ts'

/** What is pointed at now, by the store and by what the person is in the middle of. */
export function highlightsOf(
  state: Limn,
  draft: StageDraft,
  visible: readonly Instance[],
  phase: number,
): Highlights {
  const { box, crosshair, askedPoints, polygon, stroke, brushAt, reshaping } = draft
  const shaped = reshapable(state, draft)
  const held = reshaping !== null && reshaping.instanceId === shaped?.id ? reshaping : null
  const prompt = state.pendingPrompt?.imageId === state.currentImageId ? state.pendingPrompt : null
  const points = [...(prompt?.points ?? []), ...askedPoints]
  // With clicks, the prompt's box is the object's own, held in place: nothing the person has drawn.
  const pendingBox = prompt === null || points.length > 0 ? null : prompt.box
  const isPending = pendingBox !== null || points.length > 0
  return {
    hoveredId: visible.some(({ id }) => id === state.hoveredId) ? state.hoveredId : null,
    selectedIds: state.selectedIds,
    pending: isPending ? { points, box: pendingBox } : null,
    draftBox: box,
    crosshair,
    polygon,
    corners:
      shaped === null
        ? null
        : {
            polygons: held?.polygons ?? objectCorners(shaped),
            held,
          },
    brush:
      brushAt === null && stroke.length === 0
        ? null
        : { at: brushAt, stroke, radius: state.brushRadius, erases: state.tool === 'eraser' },
    phase,
  }
}

export function isNothing(highlights: Highlights): boolean {
  const { hoveredId, selectedIds, pending, draftBox, crosshair, polygon, brush } = highlights
  const isPointedAt = hoveredId !== null || selectedIds.length > 0
  const isDrawing = polygon.length > 0 || brush !== null
  return !isPointedAt && !isDrawing && pending === null && draftBox === null && crosshair === null
}
