import type { DatasetRecord, ImageRecord } from '../domain/datasetRecord.ts'
import { toFailure } from '../domain/failure.ts'
import type { DatasetProgress } from '../workers/protocol/datasetMethods.ts'
import type { DatasetsActions, DatasetsState } from './datasetsState.ts'
import { NO_FILTER } from './datasetsState.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import { createLabelJournal } from './labelJournal.ts'
import { createLabelling } from './labelling.ts'
import { recoverLabels } from './recoverLabels.ts'
import { visibleInstances } from './selectors.ts'

/** Pictures the drawn dataset has: enough to learn three shapes from in minutes. */
const DRAWN = { seed: 1, count: 60, size: { width: 128, height: 128 } }

export function createDatasetsSlice(
  set: Set,
  get: Get,
  { datasets }: StoreDeps,
): DatasetsState & DatasetsActions {
  let job: AbortController | null = null
  const journal = createLabelJournal()
  let recovery: Promise<void> = Promise.resolve()

  function tell(thrown: unknown): void {
    const { reason, message, remedy } = toFailure(thrown)
    if (reason !== 'cancelled') get().notify({ tone: 'error', text: message, remedy })
  }

  /** Runs an import or export, one at a time, with its progress in the store. */
  async function runJob<T>(
    text: string,
    work: (options: {
      signal: AbortSignal
      onProgress: (progress: DatasetProgress) => void
    }) => Promise<T>,
  ): Promise<T | null> {
    job?.abort()
    const current = new AbortController()
    job = current
    set({ datasetJob: { fraction: null, text } })
    try {
      return await work({
        signal: current.signal,
        onProgress: (datasetJob) => {
          if (job === current) set({ datasetJob })
        },
      })
    } catch (thrown) {
      tell(thrown)
      return null
    } finally {
      if (job === current) {
        job = null
        set({ datasetJob: null })
      }
    }
  }

  async function refreshStorage(): Promise<void> {
    try {
      set({ storage: await datasets.storage(null) })
    } catch {
      // A figure for the page; without it the page leaves it out.
    }
  }

  function replaceRecord(record: DatasetRecord): void {
    const others = (get().datasets ?? []).filter(({ id }) => id !== record.id)
    set({ datasets: [record, ...others] })
  }

  /** Shows a dataset that has just been made. The browser is asked to keep it when there is one to lose. */
  async function welcome(record: DatasetRecord): Promise<void> {
    replaceRecord(record)
    set({ place: 'data' })
    await get().openDataset(record.id)
    // Only a page may ask; a worker cannot.
    await navigator.storage.persist().catch(() => false)
    await refreshStorage()
  }

  /** Awaits a change of the open dataset and reads its images anew. */
  async function change(work: Promise<DatasetRecord>): Promise<void> {
    try {
      const record = await work
      replaceRecord(record)
      if (get().openDatasetId === record.id) {
        set({ datasetImages: await datasets.readImages({ datasetId: record.id }) })
      }
    } catch (thrown) {
      tell(thrown)
    }
  }

  function openId(): string | null {
    return get().openDatasetId
  }

  function replaceImage(image: ImageRecord): void {
    const { datasetImages, openDatasetId } = get()
    if (datasetImages === null || openDatasetId !== image.datasetId) return
    set({ datasetImages: datasetImages.map((each) => (each.id === image.id ? image : each)) })
  }

  return {
    datasets: null,
    openDatasetId: null,
    datasetImages: null,
    imageFilter: NO_FILTER,
    lookalikes: null,
    datasetJob: null,
    importReport: null,
    storage: null,
    ...createLabelling(set, get, {
      datasets,
      journal,
      whenRecovered: () => recovery,
      tell,
      replaceImage,
      replaceRecord,
    }),

    recoverLabels: () => {
      recovery = recoverLabels({ datasets, journal, notify: get().notify })
      return recovery
    },

    loadDatasets: async () => {
      try {
        await recovery
        set({ datasets: await datasets.list(null) })
        await refreshStorage()
      } catch (thrown) {
        set({ datasets: [] })
        tell(thrown)
      }
    },

    importDataset: async (files) => {
      if (files.length === 0) return
      set({ importReport: null })
      const done = await runJob('Looking at the files', (options) =>
        datasets.importFiles({ name: nameFor(files), files }, options),
      )
      if (done === null) return
      set({ importReport: done.report })
      await welcome(done.record)
    },

    drawDataset: async () => {
      const record = await runJob('Drawing shapes', (options) =>
        datasets.drawShapes({ name: 'Drawn shapes', ...DRAWN }, options),
      )
      if (record !== null) await welcome(record)
    },

    collectPictures: async (ids) => {
      const pictures = ids.flatMap((id) => {
        const image = get().images[id]
        if (image === undefined || image.size === null) return []
        const objects = visibleInstances(get(), id).map(({ label, mask }) => ({ label, mask }))
        return [{ name: image.name, file: image.file, size: image.size, objects }]
      })
      if (pictures.length === 0) return
      const record = await runJob('Collecting the pictures', (options) =>
        datasets.collect({ name: 'My pictures', pictures }, options),
      )
      if (record !== null) await welcome(record)
    },

    cancelDatasetJob: () => job?.abort(),
    dismissImportReport: () => set({ importReport: null }),

    openDataset: async (id) => {
      get().stopLabelling()
      set({ openDatasetId: id, datasetImages: null, imageFilter: NO_FILTER, lookalikes: null })
      if (id === null) return
      try {
        const datasetImages = await datasets.readImages({ datasetId: id })
        if (openId() === id) set({ datasetImages })
      } catch (thrown) {
        tell(thrown)
        set({ openDatasetId: null })
      }
    },

    renameDataset: async (id, name) => {
      if (name.trim() !== '') await change(datasets.rename({ datasetId: id, name: name.trim() }))
    },

    removeDataset: async (id) => {
      try {
        await datasets.remove({ datasetId: id })
        set({ datasets: (get().datasets ?? []).filter((each) => each.id !== id) })
        if (openId() === id) await get().openDataset(null)
        await refreshStorage()
      } catch (thrown) {
        tell(thrown)
      }
    },

    setImageFilter: (change) => set({ imageFilter: { ...get().imageFilter, ...change } }),

    findLookalikes: async () => {
      const id = openId()
      if (id === null) return
      try {
        const lookalikes = await datasets.findLookalikes({ datasetId: id })
        if (openId() === id) set({ lookalikes })
      } catch (thrown) {
        tell(thrown)
      }
    },

    moveToSplit: async (imageIds, split) => {
      const id = openId()
      if (id === null) return
      const splits = imageIds.map((imageId) => ({ imageId, split }))
      await change(datasets.setSplits({ datasetId: id, splits }))
    },

    dealSplits: async (shares, seed) => {
      const id = openId()
      if (id !== null) await change(datasets.dealSplits({ datasetId: id, shares, seed }))
    },

    changeCategories: async (categories, moved) => {
      const id = openId()
      if (id !== null) await change(datasets.setCategories({ datasetId: id, categories, moved }))
    },

    exportDataset: (id, format) =>
      runJob('Preparing the export', (options) =>
        datasets.exportDataset({ datasetId: id, format }, options),
      ),

    readThumbnails: async (imageIds) => {
      const id = openId()
      if (id === null) return []
      return await datasets.readThumbnails({ datasetId: id, imageIds })
    },
  }
}

/** The folder all files share, or the one file's name. */
function nameFor(files: readonly { readonly path: string }[]): string {
  const [first] = files
  const folder = first?.path.split('/')[0] ?? ''
  const isShared = files.every(({ path }) => path.startsWith(`${folder}/`))
  if (isShared) return folder
  if (files.length === 1) return folder.replace(/\.zip$/i, '')
  return 'Dataset'
}
