import { toFailure } from '../domain/failure.ts'
import type { ImageId } from '../domain/image.ts'
import { newId, type Get, type Set, type StoreDeps } from './deps.ts'
import { fileKind, listNames, needsPreview } from './fileKinds.ts'
import type { HistoryKeeper } from './historyKeeper.ts'
import type { SegmentQueue } from './segmentQueue.ts'
import { isUnfinished } from './selectors.ts'
import type { ImageEntry, ImagesActions, ImagesState } from './state.ts'

interface NamedBlob {
  readonly name: string
  readonly file: Blob
}

export function createImagesSlice(
  set: Set,
  get: Get,
  { media, engine, baseUrl }: StoreDeps,
  queue: SegmentQueue,
  history: HistoryKeeper,
): ImagesState & ImagesActions {
  function update(id: ImageId, change: Partial<ImageEntry>): void {
    const image = get().images[id]
    if (image === undefined) return
    set({ images: { ...get().images, [id]: { ...image, ...change } } })
  }

  async function inspect({ id, name, file }: ImageEntry): Promise<void> {
    try {
      const { size, thumbnail, preview } = await media.inspect({ name, file })
      update(id, {
        size,
        thumbnailUrl: URL.createObjectURL(thumbnail),
        ...(preview !== undefined && { preview }),
      })
      // Whoever cancelled or removed it while it was read does not want it segmented.
      if (get().images[id]?.status.kind === 'reading') queue.add(id, 'segment')
    } catch (thrown) {
      update(id, { status: { kind: 'failed', failure: toFailure(thrown) } })
    }
  }

  /** Adds pictures to the filmstrip in one step and shows the first of them. */
  function addPictures(pictures: readonly NamedBlob[], show: boolean): void {
    const entries = pictures.map(({ name, file }): ImageEntry => ({
      id: newId(),
      name,
      file,
      url: URL.createObjectURL(file),
      thumbnailUrl: null,
      size: null,
      ...(needsPreview({ name, type: file.type }) && { preview: null }),
      status: { kind: 'reading' },
    }))
    const [first] = entries
    if (first === undefined) return
    set({
      images: { ...get().images, ...Object.fromEntries(entries.map((entry) => [entry.id, entry])) },
      imageOrder: [...get().imageOrder, ...entries.map(({ id }) => id)],
    })
    if (show || get().currentImageId === null) get().showImage(first.id)
    for (const entry of entries) void inspect(entry)
  }

  async function unpack(archive: File): Promise<void> {
    let show = true
    try {
      await media.unpack(
        { name: archive.name, file: archive },
        {
          onProgress: ({ found }) => {
            addPictures(found, show && found.length > 0)
            if (found.length > 0) show = false
          },
        },
      )
    } catch (thrown) {
      const { reason, message, remedy } = toFailure(thrown)
      if (reason !== 'cancelled') get().notify({ tone: 'error', text: message, remedy })
    }
  }

  return {
    images: {},
    imageOrder: [],
    currentImageId: null,

    addFiles: (files) => {
      const pictures = files.filter((file) => fileKind(file) === 'picture')
      const archives = files.filter((file) => fileKind(file) === 'archive')
      const others = files.filter((file) => fileKind(file) === 'other')
      addPictures(
        pictures.map((file) => ({ name: file.name, file })),
        true,
      )
      for (const archive of archives) void unpack(archive)
      if (others.length > 0) {
        get().notify({
          tone: pictures.length + archives.length > 0 ? 'info' : 'error',
          text: `${listNames(others.map(({ name }) => name))}: not a picture, left out.`,
          remedy: 'Limn takes JPEG, PNG, WebP, AVIF, GIF, BMP and TIFF pictures, and zips of them.',
        })
      }
    },

    addSample: async (name) => {
      try {
        const response = await fetch(`${baseUrl}samples/${encodeURIComponent(name)}`)
        const isPicture = response.headers.get('content-type')?.startsWith('image/') ?? false
        if (!response.ok || !isPicture) throw new Error(`status ${response.status}`)
        addPictures([{ name, file: await response.blob() }], true)
      } catch {
        get().notify({
          tone: 'error',
          text: `The sample photo ${name} could not be fetched.`,
          remedy: 'Check the connection and try again, or drop a photo of your own.',
        })
      }
    },

    removeImages: (ids) => {
      const { images, imageOrder, instances, currentImageId } = get()
      const gone = new Set(ids.filter((id) => images[id] !== undefined))
      if (gone.size === 0) return
      for (const id of gone) queue.cancel(id)
      history.push({
        kind: 'remove-images',
        removed: imageOrder.flatMap((id, index) => {
          const entry = get().images[id]
          if (!gone.has(id) || entry === undefined) return []
          return [{ entry, index, instances: instances[id] ?? [] }]
        }),
      })
      const left = imageOrder.filter((id) => !gone.has(id))
      const keep = <T>(record: Readonly<Record<ImageId, T>>): Record<ImageId, T> =>
        Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)))
      set({ images: keep(get().images), instances: keep(instances), imageOrder: left })
      if (currentImageId !== null && gone.has(currentImageId)) {
        const at = imageOrder.indexOf(currentImageId)
        const next = left[Math.min(at, left.length - 1)] ?? null
        set({ currentImageId: next, selectedIds: [], hoveredId: null })
      }
      engine.forget({ imageIds: [...gone] }).catch(() => {
        // Only a hint to free memory early; the engine forgets the oldest by itself.
      })
    },

    showImage: (id) => {
      if (get().images[id] === undefined || get().currentImageId === id) return
      set({ currentImageId: id, selectedIds: [], hoveredId: null })
    },

    stepImage: (delta) => {
      const { imageOrder, currentImageId } = get()
      const at = currentImageId === null ? -1 : imageOrder.indexOf(currentImageId)
      const next = imageOrder[Math.min(Math.max(at + delta, 0), imageOrder.length - 1)]
      if (next !== undefined) get().showImage(next)
    },

    segment: (ids) => {
      for (const id of ids) {
        const image = get().images[id]
        if (image === undefined || isUnfinished(image)) continue
        // A picture that could not be read is read again: the file may have come back.
        if (image.size !== null) queue.add(id, 'segment')
        else {
          const again: ImageEntry = { ...image, status: { kind: 'reading' } }
          update(id, again)
          void inspect(again)
        }
      }
    },

    segmentEverything: (id) => {
      const image = get().images[id]
      if (image !== undefined && image.size !== null && !isUnfinished(image)) {
        queue.add(id, 'everything')
      }
    },

    resumeQueue: () => queue.resume(),

    cancelImage: (id) => {
      if (get().images[id]?.status.kind === 'reading') update(id, { status: { kind: 'cancelled' } })
      queue.cancel(id)
    },

    cancelAll: () => {
      queue.cancelAll()
      const reading = Object.values(get().images).filter(({ status }) => status.kind === 'reading')
      if (reading.length === 0) return
      const images = { ...get().images }
      for (const image of reading) images[image.id] = { ...image, status: { kind: 'cancelled' } }
      set({ images })
    },
  }
}
