import { drawnInstance } from '../domain/drawnInstance.ts'
import type { ImageId, ImagePoint, ImageSize } from '../domain/image.ts'
import type { Instance, InstanceId } from '../domain/instance.ts'
import { maskArea } from '../domain/mask/area.ts'
import { maskContains } from '../domain/mask/contains.ts'
import { mergeMasks } from '../domain/mask/merge.ts'
import { polygonToMask } from '../domain/mask/polygon.ts'
import { splitParts } from '../domain/mask/splitParts.ts'
import { strokeMask } from '../domain/mask/stroke.ts'
import { subtractMask } from '../domain/mask/subtract.ts'
import { reshapedMask } from '../domain/objectCorners.ts'
import { newId, type Get, type Set } from './deps.ts'
import type { DrawingActions, DrawingState } from './drawingState.ts'
import { makeEdit, replaceInstances } from './history.ts'
import type { HistoryKeeper } from './historyKeeper.ts'
import { currentImage, visibleInstances } from './selectors.ts'

const MAX_BRUSH_RADIUS = 400

export function createDrawingSlice(
  set: Set,
  get: Get,
  history: HistoryKeeper,
): DrawingState & DrawingActions {
  function edit(
    imageId: ImageId,
    removedIds: readonly InstanceId[],
    changed: readonly Instance[],
  ): void {
    const list = get().instances[imageId] ?? []
    const step = makeEdit(imageId, list, removedIds, changed)
    set({
      instances: { ...get().instances, [imageId]: replaceInstances(list, step.before, step.after) },
    })
    history.push(step)
  }

  function chosen(imageId: ImageId, ids: readonly InstanceId[]): readonly Instance[] {
    return (get().instances[imageId] ?? []).filter(({ id }) => ids.includes(id))
  }

  function current(): { id: ImageId; size: ImageSize } | null {
    const image = currentImage(get())
    return image === null || image.size === null ? null : { id: image.id, size: image.size }
  }

  /** What a stroke works on: the one selected object; an eraser also the smallest one under its beginning. */
  function target(imageId: ImageId, start: ImagePoint, mode: 'add' | 'erase'): Instance | null {
    const [selected, ...more] = chosen(imageId, get().selectedIds)
    if (selected !== undefined && more.length === 0) return selected
    if (mode === 'add') return null
    const under = visibleInstances(get(), imageId).filter(({ mask }) =>
      maskContains(mask, start.x, start.y),
    )
    return [...under].sort((a, b) => a.area - b.area)[0] ?? null
  }

  return {
    brushRadius: 12,

    setBrushRadius: (radius) =>
      set({ brushRadius: Math.min(MAX_BRUSH_RADIUS, Math.max(0.5, radius)) }),

    paintStroke: (points, mode) => {
      const image = current()
      const [start] = points
      if (image === null || start === undefined) return
      const stroke = strokeMask(points, get().brushRadius, image.size)
      const before = target(image.id, start, mode)
      if (mode === 'add') {
        const mask = before === null ? stroke : mergeMasks([before.mask, stroke], 'union')
        if (maskArea(mask) === 0) return
        const id = before?.id ?? newId()
        edit(image.id, [], [drawnInstance({ id, label: before?.label ?? get().labelForNew, mask })])
        set({ selectedIds: [id] })
        return
      }
      if (before === null) {
        get().notify({
          tone: 'info',
          text: 'There is no object here to erase from.',
          remedy: 'Begin inside an object, or select it first.',
        })
        return
      }
      const mask = subtractMask(before.mask, stroke)
      if (maskArea(mask) === 0) get().deleteInstances([before.id])
      else {
        edit(image.id, [], [drawnInstance({ id: before.id, label: before.label, mask })])
        set({ selectedIds: [before.id] })
      }
    },

    addPolygon: (points) => {
      const image = current()
      if (image === null || points.length < 3) return
      const polygon = points.flatMap(({ x, y }) => [x, y])
      const mask = polygonToMask(polygon, image.size)
      if (maskArea(mask) === 0) return
      const id = newId()
      const label = get().labelForNew
      edit(image.id, [], [drawnInstance({ id, label, mask, polygons: [polygon] })])
      set({ selectedIds: [id] })
    },

    reshapeInstance: (id, corners) => {
      const image = current()
      if (image === null) return
      const [before] = chosen(image.id, [id])
      if (before === undefined) return
      const wereDrawn = before.polygons !== undefined
      const { mask, polygons } = reshapedMask(corners, { wereDrawn, size: image.size })
      if (maskArea(mask) === 0) {
        get().deleteInstances([id])
        return
      }
      edit(image.id, [], [drawnInstance({ id, label: before.label, mask, polygons })])
      set({ selectedIds: [id] })
    },

    splitInstances: (ids) => {
      const image = current()
      if (image === null) return
      const made = chosen(image.id, ids).flatMap((instance) => {
        const parts = splitParts(instance.mask)
        if (parts.length < 2) return []
        return parts.map((mask, index) =>
          drawnInstance({ id: index === 0 ? instance.id : newId(), label: instance.label, mask }),
        )
      })
      if (made.length === 0) {
        get().notify({
          tone: 'info',
          text: 'The object is in one piece.',
          remedy: 'Erase a line through it first (R), then split it.',
        })
        return
      }
      edit(image.id, [], made)
      set({ selectedIds: made.map(({ id }) => id), hoveredId: null })
    },

    acceptInstances: (ids) => {
      const image = current()
      if (image === null) return
      const proposals = chosen(image.id, ids).filter(({ score }) => score !== null)
      if (proposals.length === 0) return
      edit(
        image.id,
        [],
        proposals.map((instance): Instance => ({ ...instance, score: null })),
      )
    },

    duplicateToNext: async (ids) => {
      const image = current()
      if (image === null) return
      const copies = chosen(image.id, ids)
      if (get().labelling === null) get().stepImage(1)
      else await get().stepLabelled(1)
      const next = current()
      if (next === null || next.id === image.id) return
      const fits = copies.filter(
        ({ mask }) => mask.size.width === next.size.width && mask.size.height === next.size.height,
      )
      if (fits.length < copies.length) {
        get().notify({
          tone: 'info',
          text: 'The next picture is of another size, so nothing was copied to it.',
          remedy: 'Outline the objects there anew.',
        })
        return
      }
      const made = fits.map(({ label, mask, polygons }) =>
        drawnInstance({ id: newId(), label, mask, ...(polygons && { polygons }) }),
      )
      edit(next.id, [], made)
      set({ selectedIds: made.map(({ id }) => id) })
    },
  }
}
