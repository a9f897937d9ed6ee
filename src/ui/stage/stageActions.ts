import type { StoreApi } from 'zustand'
import { boxBetween, clipBox } from '../../domain/box.ts'
import type { ImagePoint } from '../../domain/image.ts'
import { visibleInstances } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'
import { createCornerEditing, type CornerEditing } from './cornerEditing.ts'
import { hitTest } from './hitTest.ts'
import type { StageDraft } from './stageDraft.ts'
import type { StageView } from './stageView.ts'
import { toImagePoint, type StagePoint } from './viewTransform.ts'

/** Keys held, or their stand-ins by touch, while something is done. */
export interface ActModifiers {
  /** Select more instead of something else. */
  readonly extend: boolean
  /** Include becomes exclude and the other way round. */
  readonly invert: boolean
}

/** What pointer and keyboard alike can do at a place; the active tool decides what that is. */
export interface StageActions {
  /** A click, tap or Enter. */
  act(imagePoint: ImagePoint, modifiers: ActModifiers): void
  hover(stagePoint: StagePoint | null): void
  /** Shows the box between two points that a person is drawing. */
  draftBox(from: ImagePoint, to: ImagePoint): void
  finishBox(): void
  cancelBox(): void
  /** Goes on with a stroke of the brush or eraser. */
  draftStroke(point: ImagePoint): void
  finishStroke(): void
  /** The corner of the polygon in the making that lies under this point; -1 if none does. */
  cornerAt(imagePoint: ImagePoint): number
  moveCorner(index: number, to: ImagePoint): void
  /** The corners of the selected object, with the polygon tool. */
  readonly corners: CornerEditing
  /** Makes an object of the polygon if it has corners enough. */
  finishPolygon(): void
  /** Takes back the latest corner; false when there is none. */
  removeCorner(): boolean
}

/** A corner is taken hold of from this many CSS pixels away. */
const CORNER_PX = 9

/** A box with a shorter side than this many CSS pixels was a slip of the hand. */
const SMALLEST_BOX_PX = 5

export interface StageActionsOptions {
  readonly store: StoreApi<Limn>
  readonly view: StageView
  readonly draft: StoreApi<StageDraft>
}

export function createStageActions({ store, view, draft }: StageActionsOptions): StageActions {
  const corners = createCornerEditing({ store, view, draft })

  function isOnPicture({ x, y }: ImagePoint): boolean {
    const size = view.store.getState().frame?.imageSize
    return size !== undefined && x >= 0 && y >= 0 && x < size.width && y < size.height
  }

  function pick(imagePoint: ImagePoint) {
    const state = store.getState()
    const scale = view.store.getState().transform?.scale ?? 1
    return hitTest(visibleInstances(state, state.currentImageId), imagePoint, scale)
  }

  function select(imagePoint: ImagePoint, extend: boolean): void {
    const id = pick(imagePoint)?.id ?? null
    if (id !== null) store.getState().selectInstance(id, { extend })
    else if (!extend) store.getState().selectInstance(null)
  }

  /** The click shows at once and until its mask is there, also while it waits behind an earlier click. */
  async function prompt(imagePoint: ImagePoint, positive: boolean): Promise<void> {
    const point = { ...imagePoint, positive }
    draft.setState(({ askedPoints }) => ({ askedPoints: [...askedPoints, point] }))
    try {
      await store.getState().promptPoint(imagePoint, positive)
    } finally {
      draft.setState(({ askedPoints }) => ({
        askedPoints: askedPoints.filter((other) => other !== point),
      }))
    }
  }

  function addCorner(imagePoint: ImagePoint): void {
    const { polygon } = draft.getState()
    // A click on the first corner closes the ring.
    if (polygon.length >= 3 && actions.cornerAt(imagePoint) === 0) actions.finishPolygon()
    else draft.setState({ polygon: [...polygon, within(imagePoint)] })
  }

  function within({ x, y }: ImagePoint): ImagePoint {
    const size = view.store.getState().frame?.imageSize ?? { width: 0, height: 0 }
    return {
      x: Math.min(Math.max(x, 0), size.width),
      y: Math.min(Math.max(y, 0), size.height),
    }
  }

  /** Holds a corner and puts it down; takes one away; or sets the next of a new polygon. */
  function polygonAt(imagePoint: ImagePoint, invert: boolean): void {
    if (corners.isHolding()) {
      corners.move(imagePoint)
      corners.drop()
    } else if (!(invert ? corners.remove(imagePoint) : corners.grab(imagePoint))) {
      addCorner(imagePoint)
    }
  }

  const actions: StageActions = {
    corners,
    act(imagePoint, { extend, invert }) {
      const { tool } = store.getState()
      if (tool === 'select') select(imagePoint, extend)
      if (tool === 'polygon') polygonAt(imagePoint, invert)
      if (tool === 'brush' || tool === 'eraser') {
        actions.draftStroke(imagePoint)
        actions.finishStroke()
      }
      if ((tool === 'include' || tool === 'exclude') && isOnPicture(imagePoint)) {
        void prompt(imagePoint, (tool === 'include') !== invert)
      }
    },
    hover(stagePoint) {
      const state = store.getState()
      const { transform } = view.store.getState()
      const isBrush = state.tool === 'brush' || state.tool === 'eraser'
      const brushAt =
        isBrush && stagePoint !== null && transform !== null
          ? toImagePoint(transform, stagePoint)
          : null
      if (stagePoint !== null && transform !== null && corners.isHolding()) {
        corners.move(toImagePoint(transform, stagePoint))
      }
      if (brushAt !== null || draft.getState().brushAt !== null) draft.setState({ brushAt })
      const canHover = stagePoint !== null && transform !== null && state.tool === 'select'
      const under = canHover ? pick(toImagePoint(transform, stagePoint)) : null
      const id = under?.id ?? null
      if (id !== state.hoveredId) state.hoverInstance(id)
    },
    draftBox(from, to) {
      const size = view.store.getState().frame?.imageSize
      if (size !== undefined) draft.setState({ box: clipBox(boxBetween(from, to), size) })
    },
    finishBox() {
      const { box } = draft.getState()
      const scale = view.store.getState().transform?.scale ?? 1
      draft.setState({ box: null, boxAnchor: null })
      if (box === null || Math.min(box.width, box.height) * scale < SMALLEST_BOX_PX) return
      void store.getState().promptBox(box)
    },
    cancelBox: () =>
      draft.setState({ box: null, boxAnchor: null, polygon: [], stroke: [], reshaping: null }),
    draftStroke(point) {
      draft.setState(({ stroke }) => ({ stroke: [...stroke, point], brushAt: point }))
    },
    finishStroke() {
      const { stroke } = draft.getState()
      const { tool, paintStroke } = store.getState()
      draft.setState({ stroke: [] })
      if (stroke.length > 0) paintStroke(stroke, tool === 'eraser' ? 'erase' : 'add')
    },
    cornerAt(imagePoint) {
      const scale = view.store.getState().transform?.scale ?? 1
      return draft
        .getState()
        .polygon.findIndex(
          ({ x, y }) => Math.hypot(x - imagePoint.x, y - imagePoint.y) * scale <= CORNER_PX,
        )
    },
    moveCorner(index, to) {
      const { polygon } = draft.getState()
      draft.setState({ polygon: polygon.map((corner, at) => (at === index ? within(to) : corner)) })
    },
    finishPolygon() {
      const { polygon } = draft.getState()
      if (polygon.length < 3) return
      draft.setState({ polygon: [] })
      store.getState().addPolygon(polygon)
    },
    removeCorner() {
      const { polygon } = draft.getState()
      if (polygon.length === 0) return false
      draft.setState({ polygon: polygon.slice(0, -1) })
      return true
    },
  }
  return actions
}
