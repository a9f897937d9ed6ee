import type { ImagePoint } from '../domain/image.ts'
import type { InstanceId } from '../domain/instance.ts'
import type { Polygons } from '../domain/objectCorners.ts'

/** Masks made by hand, beside those a model makes. */
export interface DrawingState {
  /** Pixels of the picture. */
  readonly brushRadius: number
}

export interface DrawingActions {
  readonly setBrushRadius: (radius: number) => void
  /** Adds a brush stroke to the one selected object, or makes a new one of it; erasing takes it away. */
  readonly paintStroke: (points: readonly ImagePoint[], mode: 'add' | 'erase') => void
  /** Makes an object of a closed polygon. */
  readonly addPolygon: (points: readonly ImagePoint[]) => void
  /** Gives an object other corners (see objectCorners); nothing is left of it when they enclose no pixel. */
  readonly reshapeInstance: (id: InstanceId, polygons: Polygons) => void
  /** The separate pieces of an object become objects of their own. */
  readonly splitInstances: (ids: readonly InstanceId[]) => void
  /** Takes a model's proposals over as they are. */
  readonly acceptInstances: (ids: readonly InstanceId[]) => void
  /** Copies objects to the next picture, in the same place, and goes there. */
  readonly duplicateToNext: (ids: readonly InstanceId[]) => Promise<void>
}
