import type { StoreApi } from 'zustand'
import type { ImagePoint } from '../../domain/image.ts'
import type { Instance } from '../../domain/instance.ts'
import { objectCorners, type Polygons } from '../../domain/objectCorners.ts'
import { visibleInstances } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'
import type { StageDraft } from './stageDraft.ts'
import type { StageView } from './stageView.ts'

/** Moving, adding and taking away corners of the one selected object with the polygon tool. */
export interface CornerEditing {
  /** Takes hold of the corner under a point. False when none is there, or no object can be reshaped now. */
  grab(imagePoint: ImagePoint): boolean
  /** Makes a new corner of the edge under a point and takes hold of it; false when no edge is there. */
  grabEdge(imagePoint: ImagePoint): boolean
  isHolding(): boolean
  /** Moves the corner that is held. */
  move(to: ImagePoint): void
  /** Lets go; the object takes the new shape. */
  drop(): void
  /** Takes the corner under a point out of its polygon. False when none is there. */
  remove(imagePoint: ImagePoint): boolean
  /** Lets go and leaves everything as it was. */
  cancel(): void
}

/** A corner is taken hold of from this many CSS pixels away, an edge from less. */
const CORNER_PX = 9
const EDGE_PX = 6

/** The object whose corners can be moved now: the only one selected, while no new polygon is being set. */
export function reshapable(state: Limn, draft: StageDraft): Instance | null {
  if (state.tool !== 'polygon' || draft.polygon.length > 0) return null
  const [id, ...more] = state.selectedIds
  if (id === undefined || more.length > 0) return null
  return visibleInstances(state, state.currentImageId).find((each) => each.id === id) ?? null
}

export function createCornerEditing({
  store,
  view,
  draft,
}: {
  readonly store: StoreApi<Limn>
  readonly view: StageView
  readonly draft: StoreApi<StageDraft>
}): CornerEditing {
  function nearestCorner(polygons: Polygons, point: ImagePoint) {
    let best: { ring: number; corner: number } | null = null
    let least = CORNER_PX / (view.store.getState().transform?.scale ?? 1)
    polygons.forEach((polygon, ring) => {
      for (let corner = 0; corner < polygon.length / 2; corner++) {
        const { x, y } = cornerOf(polygon, corner)
        const distance = Math.hypot(x - point.x, y - point.y)
        if (distance <= least) [best, least] = [{ ring, corner }, distance]
      }
    })
    return best as { ring: number; corner: number } | null
  }

  function nearestEdge(polygons: Polygons, point: ImagePoint) {
    let best: { ring: number; corner: number } | null = null
    let least = EDGE_PX / (view.store.getState().transform?.scale ?? 1)
    polygons.forEach((polygon, ring) => {
      const count = polygon.length / 2
      for (let corner = 0; corner < count; corner++) {
        const from = cornerOf(polygon, corner)
        const to = cornerOf(polygon, (corner + 1) % count)
        const distance = distanceToEdge(point, from, to)
        if (distance <= least) [best, least] = [{ ring, corner: corner + 1 }, distance]
      }
    })
    return best as { ring: number; corner: number } | null
  }

  function within({ x, y }: ImagePoint): ImagePoint {
    const size = view.store.getState().frame?.imageSize ?? { width: 0, height: 0 }
    return { x: Math.min(Math.max(x, 0), size.width), y: Math.min(Math.max(y, 0), size.height) }
  }

  function commit(instance: Instance, polygons: Polygons): void {
    draft.setState({ reshaping: null })
    store.getState().reshapeInstance(instance.id, polygons)
  }

  return {
    grab: (imagePoint) => {
      const instance = reshapable(store.getState(), draft.getState())
      if (instance === null) return false
      const polygons = objectCorners(instance)
      const held = nearestCorner(polygons, imagePoint)
      if (held === null) return false
      draft.setState({ reshaping: { instanceId: instance.id, polygons, ...held } })
      return true
    },
    grabEdge: (imagePoint) => {
      const instance = reshapable(store.getState(), draft.getState())
      if (instance === null) return false
      const polygons = objectCorners(instance)
      const edge = nearestEdge(polygons, imagePoint)
      if (edge === null) return false
      const { x, y } = within(imagePoint)
      const more = replaced(polygons, edge.ring, (ring) => ring.toSpliced(2 * edge.corner, 0, x, y))
      draft.setState({ reshaping: { instanceId: instance.id, polygons: more, ...edge } })
      return true
    },
    isHolding: () => draft.getState().reshaping !== null,
    move: (to) => {
      const { reshaping } = draft.getState()
      if (reshaping === null) return
      const { x, y } = within(to)
      const polygons = replaced(reshaping.polygons, reshaping.ring, (ring) =>
        ring.toSpliced(2 * reshaping.corner, 2, x, y),
      )
      draft.setState({ reshaping: { ...reshaping, polygons } })
    },
    drop: () => {
      const { reshaping } = draft.getState()
      const instance = reshapable(store.getState(), draft.getState())
      // Undo or a click in the list may have selected another meanwhile.
      if (reshaping !== null && instance?.id === reshaping.instanceId) {
        commit(instance, reshaping.polygons)
      } else draft.setState({ reshaping: null })
    },
    remove: (imagePoint) => {
      const instance = reshapable(store.getState(), draft.getState())
      if (instance === null) return false
      const polygons = objectCorners(instance)
      const found = nearestCorner(polygons, imagePoint)
      if (found === null) return false
      // A triangle has no corner to spare.
      if ((polygons[found.ring]?.length ?? 0) <= 6) return true
      commit(
        instance,
        replaced(polygons, found.ring, (ring) => ring.toSpliced(2 * found.corner, 2)),
      )
      return true
    },
    cancel: () => {
      if (draft.getState().reshaping !== null) draft.setState({ reshaping: null })
    },
  }
}

function cornerOf(polygon: readonly number[], corner: number): ImagePoint {
  return { x: polygon[2 * corner] ?? 0, y: polygon[2 * corner + 1] ?? 0 }
}

function replaced(
  polygons: Polygons,
  ring: number,
  change: (polygon: readonly number[]) => readonly number[],
): Polygons {
  return polygons.map((polygon, index) => (index === ring ? change(polygon) : polygon))
}

function distanceToEdge(point: ImagePoint, from: ImagePoint, to: ImagePoint): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const squared = dx * dx + dy * dy
  const along = squared === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / squared
  const share = Math.min(1, Math.max(0, along))
  return Math.hypot(point.x - from.x - share * dx, point.y - from.y - share * dy)
}
