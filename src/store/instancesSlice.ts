import type { Box } from '../domain/box.ts'
import { toFailure } from '../domain/failure.ts'
import type { ImageId, ImagePoint } from '../domain/image.ts'
import type { Instance, InstanceId, Prompt } from '../domain/instance.ts'
import { maskContains } from '../domain/mask/contains.ts'
import { unionInstances } from '../domain/unionInstances.ts'
import { newId, type Get, type Set, type StoreDeps } from './deps.ts'
import { makeEdit, replaceInstances } from './history.ts'
import type { HistoryKeeper } from './historyKeeper.ts'
import { currentImage, visibleInstances } from './selectors.ts'
import type { ImageEntry, InstancesActions, InstancesState } from './state.ts'

const NO_PROMPT: Prompt = { points: [], box: null }

export function createInstancesSlice(
  set: Set,
  get: Get,
  { engine }: StoreDeps,
  history: HistoryKeeper,
): InstancesState & InstancesActions {
  /** Clicks come faster than masks; each starts from the mask of the one before. */
  let lastPrompt: Promise<void> = Promise.resolve()

  function edit(
    imageId: ImageId,
    removedIds: readonly InstanceId[],
    changed: readonly Instance[],
  ): void {
    const list = get().instances[imageId] ?? []
    const step = makeEdit(imageId, list, removedIds, changed)
    set({
      instances: {
        ...get().instances,
        [imageId]: replaceInstances(list, step.before, step.after),
      },
    })
    history.push(step)
  }

  function currentList(): readonly Instance[] {
    const { instances, currentImageId } = get()
    return currentImageId === null ? [] : (instances[currentImageId] ?? [])
  }

  function instancesOf(ids: readonly InstanceId[]): readonly Instance[] {
    return currentList().filter(({ id }) => ids.includes(id))
  }

  /** Runs SAM for one more point or a new box and lands the mask as an edit. */
  async function runPrompt(
    image: ImageEntry,
    base: Instance | null,
    prompt: Prompt,
    label: string,
  ): Promise<void> {
    set({ pendingPrompt: { imageId: image.id, points: prompt.points, box: prompt.box } })
    try {
      await get().loadModels()
      const phase = get().engine
      if (phase.kind === 'failed') {
        get().notify({ tone: 'error', text: phase.failure.message, remedy: phase.failure.remedy })
        return
      }
      const segment = await engine.prompt({
        imageId: image.id,
        file: image.file,
        prompt,
        refines: base?.logitsId ?? null,
      })
      if (get().images[image.id] === undefined) return
      if (segment.area === 0) {
        get().notify({
          tone: 'info',
          text: 'No object was found there.',
          remedy: 'Click nearer to its middle, or drag a box around it with the box tool (B).',
        })
        return
      }
      const instance: Instance = {
        ...segment,
        id: base?.id ?? newId(),
        label: base?.label ?? label,
        score: null,
        origin: 'prompted',
        detectionBox: segment.box,
        prompt,
      }
      edit(image.id, [], [instance])
      if (get().currentImageId === image.id) set({ selectedIds: [instance.id] })
    } catch (thrown) {
      const { reason, message, remedy } = toFailure(thrown)
      if (reason !== 'cancelled') get().notify({ tone: 'error', text: message, remedy })
    } finally {
      set({ pendingPrompt: null })
    }
  }

  function enqueue(task: () => Promise<void>): Promise<void> {
    lastPrompt = lastPrompt.then(task)
    return lastPrompt
  }

  /** What a click refines: the one selected instance, or, for a click that takes away, the one under it. */
  function baseOf(image: ImageEntry, point: ImagePoint, positive: boolean): Instance | null {
    const { selectedIds } = get()
    const [selected, ...more] = (get().instances[image.id] ?? []).filter(({ id }) =>
      selectedIds.includes(id),
    )
    if (selected !== undefined && more.length === 0) return selected
    if (positive) return null
    const under = visibleInstances(get(), image.id).filter(({ mask }) =>
      maskContains(mask, point.x, point.y),
    )
    return [...under].sort((a, b) => a.area - b.area)[0] ?? null
  }

  return {
    instances: {},
    selectedIds: [],
    hoveredId: null,
    pendingPrompt: null,
    canUndo: false,
    canRedo: false,

    selectInstance: (id, options) => {
      if (id === null) {
        set({ selectedIds: [] })
        return
      }
      const { selectedIds } = get()
      if (options?.extend !== true) set({ selectedIds: [id] })
      else if (selectedIds.includes(id)) {
        set({ selectedIds: selectedIds.filter((other) => other !== id) })
      } else set({ selectedIds: [...selectedIds, id] })
    },

    hoverInstance: (id) => {
      if (get().hoveredId !== id) set({ hoveredId: id })
    },

    promptPoint: (point, positive) => {
      const image = currentImage(get())
      if (image === null) return Promise.resolve()
      return enqueue(async () => {
        const base = baseOf(image, point, positive)
        if (base === null && !positive) {
          get().notify({
            tone: 'info',
            text: 'There is no object here to take away from.',
            remedy: 'Select an object first, then click the part that does not belong to it.',
          })
          return
        }
        const soFar = base?.prompt ?? NO_PROMPT
        // A mask nobody pointed at yet is held in place by its box, so that one click does not lose it.
        const box = soFar.box ?? (base !== null && soFar.points.length === 0 ? base.box : null)
        const prompt = { points: [...soFar.points, { ...point, positive }], box }
        await runPrompt(image, base, prompt, get().labelForNew)
      })
    },

    promptBox: (box: Box) => {
      const image = currentImage(get())
      if (image === null) return Promise.resolve()
      return enqueue(() => runPrompt(image, null, { points: [], box }, get().labelForNew))
    },

    relabel: (ids, label) => {
      const { currentImageId } = get()
      const name = label.trim()
      const changed = instancesOf(ids)
        .filter((instance) => instance.label !== name)
        .map((instance): Instance => ({ ...instance, label: name, score: null }))
      if (currentImageId === null || name === '' || changed.length === 0) return
      edit(currentImageId, [], changed)
      set({ labelForNew: name })
    },

    deleteInstances: (ids) => {
      const { currentImageId, selectedIds } = get()
      const gone = instancesOf(ids).map(({ id }) => id)
      if (currentImageId === null || gone.length === 0) return
      edit(currentImageId, gone, [])
      set({ selectedIds: selectedIds.filter((id) => !gone.includes(id)), hoveredId: null })
    },

    mergeInstances: (ids) => {
      const { currentImageId } = get()
      // In the order of selection: the first names the result.
      const parts = ids.flatMap((id) => instancesOf([id]))
      const [first, ...others] = parts
      if (currentImageId === null || first === undefined || others.length === 0) return
      edit(
        currentImageId,
        parts.map(({ id }) => id),
        [unionInstances(first, others)],
      )
      set({ selectedIds: [first.id], hoveredId: null })
    },

    undo: () => history.undo(),
    redo: () => history.redo(),
  }
}
