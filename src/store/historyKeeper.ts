import type { ImageId } from '../domain/image.ts'
import type { Get, Set } from './deps.ts'
import { EMPTY_HISTORY, pushEdit, replaceInstances, type Edit, type History } from './history.ts'
import { isUnfinished } from './selectors.ts'
import type { ImageEntry } from './state.ts'

/** Keeps the undo stack of the whole session and applies its edits to the store. */
export interface HistoryKeeper {
  /** Records an edit that has already been applied. */
  push(edit: Edit): void
  undo(): void
  redo(): void
}

export function createHistoryKeeper(set: Set, get: Get): HistoryKeeper {
  let history: History = EMPTY_HISTORY

  function keep(next: History): void {
    history = next
    set({ canUndo: next.done.length > 0, canRedo: next.undone.length > 0 })
  }

  /** Leaves the images as they were before the edit (`back`) or after it. */
  function apply(edit: Edit, back: boolean): void {
    if (edit.kind === 'instances') {
      const { imageId, before, after } = edit
      const list = get().instances[imageId]
      if (list === undefined) return
      const [from, to] = back ? [after, before] : [before, after]
      set({
        instances: { ...get().instances, [imageId]: replaceInstances(list, from, to) },
        selectedIds: to.map(({ instance }) => instance.id),
        hoveredId: null,
      })
      if (get().currentImageId !== imageId) set({ currentImageId: imageId })
      return
    }
    if (!back) {
      removeAgain(edit.removed.map(({ entry }) => entry.id))
      return
    }
    const imageOrder = [...get().imageOrder]
    const images: Record<ImageId, ImageEntry> = { ...get().images }
    const instances = { ...get().instances }
    for (const { entry, index, instances: list } of edit.removed) {
      imageOrder.splice(Math.min(index, imageOrder.length), 0, entry.id)
      // Its job ended when it was removed.
      images[entry.id] = isUnfinished(entry) ? { ...entry, status: { kind: 'cancelled' } } : entry
      instances[entry.id] = list
    }
    const [first] = edit.removed
    set({ imageOrder, images, instances, selectedIds: [], hoveredId: null })
    if (first !== undefined) set({ currentImageId: first.entry.id })
  }

  function removeAgain(ids: readonly ImageId[]): void {
    const before = history
    get().removeImages(ids)
    // removeImages recorded itself as a new edit; this one is already in the books.
    history = before
  }

  return {
    push: (edit) => keep(pushEdit(history, edit)),
    undo: () => {
      const edit = history.done.at(-1)
      if (edit === undefined) return
      apply(edit, true)
      keep({ done: history.done.slice(0, -1), undone: [...history.undone, edit] })
    },
    redo: () => {
      const edit = history.undone.at(-1)
      if (edit === undefined) return
      apply(edit, false)
      keep({ done: [...history.done, edit], undone: history.undone.slice(0, -1) })
    },
  }
}
