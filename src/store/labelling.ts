import type { DatasetRecord, ImageRecord } from '../domain/datasetRecord.ts'
import type { Client } from '../workers/protocol.ts'
import type { DatasetMethods } from '../workers/protocol/datasetMethods.ts'
import type { DatasetsActions, DatasetsState } from './datasetsState.ts'
import type { Get, Set } from './deps.ts'
import { filterImages } from './filterImages.ts'
import type { LabelJournal } from './labelJournal.ts'
import { createLabelSaver, type LabelSaver } from './labelSaver.ts'

interface Staged {
  readonly datasetId: string
  readonly imageId: number
  readonly saver: LabelSaver
}

interface LabellingDeps {
  readonly datasets: Client<DatasetMethods>
  readonly journal: LabelJournal
  /** Fulfilled once the library has what earlier tabs could not save. */
  readonly whenRecovered: () => Promise<void>
  readonly tell: (thrown: unknown) => void
  readonly replaceImage: (image: ImageRecord) => void
  readonly replaceRecord: (record: DatasetRecord) => void
}

/** Dataset images the stage remembers, so that undo reaches back over a few of them. */
const MAX_STAGED = 8

/** Labelling in place: an image of a dataset is on the stage, and every edit of its objects is saved as it is made. */
export function createLabelling(
  set: Set,
  get: Get,
  { datasets, journal, whenRecovered, tell, replaceImage, replaceRecord }: LabellingDeps,
): Pick<DatasetsState, 'labelling'> &
  Pick<
    DatasetsActions,
    'labelImage' | 'stepLabelled' | 'stopLabelling' | 'saveLabels' | 'retrySaving' | 'followStage'
  > {
  const staged = new Map<string, Staged>()
  /** What was on the stage before, to go back to. */
  let before: string | null = null

  function stageIdOf(datasetId: string, imageId: number): string {
    return `${datasetId}/${imageId}`
  }

  /** Lets go of the images that were looked at longest ago. */
  function forgetOldest(): void {
    for (const id of [...staged.keys()].slice(0, -MAX_STAGED)) {
      staged.delete(id)
      const images = { ...get().images }
      const instances = { ...get().instances }
      URL.revokeObjectURL(images[id]?.url ?? '')
      Reflect.deleteProperty(images, id)
      Reflect.deleteProperty(instances, id)
      set({ images, instances })
    }
  }

  async function stage(datasetId: string, imageId: number): Promise<void> {
    const stageId = stageIdOf(datasetId, imageId)
    const known = staged.get(stageId)
    staged.delete(stageId)
    if (known !== undefined) staged.set(stageId, known)
    else {
      await whenRecovered()
      const { image, file, objects } = await datasets.openImage({ datasetId, imageId })
      const setSaving = (saving: 'saved' | 'saving' | 'failed') => {
        const { labelling } = get()
        if (labelling?.stageId === stageId) set({ labelling: { ...labelling, saving } })
      }
      const saver = createLabelSaver({
        datasets,
        journal,
        datasetId,
        imageId,
        objects,
        onState: (state, saved) => {
          if (saved !== undefined) {
            replaceImage(saved.image)
            replaceRecord(saved.record)
          }
          setSaving(state)
        },
        onFailure: ({ message, remedy }) => {
          get().notify({ tone: 'error', text: `The labels are not saved: ${message}`, remedy })
        },
      })
      staged.set(stageId, { datasetId, imageId, saver })
      const entry = {
        id: stageId,
        name: image.name,
        file,
        url: URL.createObjectURL(file),
        thumbnailUrl: null,
        size: image.size,
        status: { kind: 'done', elapsedMs: null },
      } as const
      set({
        images: { ...get().images, [stageId]: entry },
        instances: { ...get().instances, [stageId]: objects.map(({ instance }) => instance) },
      })
      forgetOldest()
    }
    if (get().labelling === null) before = get().currentImageId
    // What is drawn first is most likely of a class the dataset has.
    const classes = get().datasets?.find(({ id }) => id === datasetId)?.categories ?? []
    const isKnown = classes.some(({ name }) => name === get().labelForNew)
    const [first] = classes
    if (!isKnown && first !== undefined) set({ labelForNew: first.name })
    set({
      labelling: { datasetId, imageId, stageId, saving: 'saved' },
      currentImageId: stageId,
      selectedIds: [],
      hoveredId: null,
    })
  }

  return {
    labelling: null,

    labelImage: async (imageId) => {
      const { openDatasetId } = get()
      if (openDatasetId === null) return
      try {
        await stage(openDatasetId, imageId)
      } catch (thrown) {
        tell(thrown)
      }
    },

    stepLabelled: async (delta) => {
      const { labelling, datasetImages, imageFilter, lookalikes } = get()
      if (labelling === null || datasetImages === null) return
      // The image itself may no longer pass the filter it was opened with.
      const shown = filterImages(datasetImages, imageFilter, lookalikes)
      const later = shown.filter(({ id }) =>
        delta > 0 ? id > labelling.imageId : id < labelling.imageId,
      )
      const next = delta > 0 ? later[0] : later.at(-1)
      if (next !== undefined) await get().labelImage(next.id)
    },

    stopLabelling: () => {
      if (get().labelling === null) return
      const { images, imageOrder } = get()
      const back = before !== null && images[before] !== undefined ? before : null
      set({
        labelling: null,
        currentImageId: back ?? imageOrder[0] ?? null,
        selectedIds: [],
        hoveredId: null,
      })
    },

    saveLabels: () => {
      const { instances } = get()
      for (const [stageId, { saver }] of staged) {
        const list = instances[stageId]
        if (list !== undefined) saver.update(list)
      }
    },

    retrySaving: () => {
      for (const { saver } of staged.values()) saver.retry()
    },

    followStage: () => {
      const { currentImageId, labelling } = get()
      if (currentImageId === (labelling?.stageId ?? null)) return
      const shown = currentImageId === null ? undefined : staged.get(currentImageId)
      if (shown !== undefined && currentImageId !== null) {
        const { datasetId, imageId } = shown
        // First, so that opening another dataset finds nothing to stop.
        set({ labelling: null })
        if (get().openDatasetId !== datasetId) void get().openDataset(datasetId)
        set({
          place: 'data',
          labelling: { datasetId, imageId, stageId: currentImageId, saving: 'saved' },
        })
      } else if (labelling !== null) set({ labelling: null, place: 'segment' })
    },
  }
}
