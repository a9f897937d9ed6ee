import { colourClasses } from '../domain/classColour.ts'
import type { ExportPicture } from '../domain/exportRequest.ts'
import { toFailure } from '../domain/failure.ts'
import type { ImageId } from '../domain/image.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import { visibleInstances } from './selectors.ts'
import type { ExportActions, ExportState, LimnState } from './state.ts'

function pictureOf(state: LimnState, id: ImageId): ExportPicture | null {
  const image = state.images[id]
  if (image?.size === undefined || image.size === null) return null
  const instances = visibleInstances(state, id)
  return {
    name: image.name,
    file: image.file,
    size: image.size,
    instances,
    colours: colourClasses(instances.map(({ label }) => label)),
    opacity: state.display.opacity,
  }
}

export function createExportSlice(
  set: Set,
  get: Get,
  { media }: StoreDeps,
): ExportState & ExportActions {
  let controller: AbortController | null = null
  return {
    exporting: null,

    exportPictures: async (ids, formats) => {
      const pictures = ids.map((id) => pictureOf(get(), id)).filter((picture) => picture !== null)
      if (pictures.length === 0) {
        get().notify({
          tone: 'error',
          text: 'There is nothing to export: no picture could be read.',
          remedy: 'Drop a photo first.',
        })
        return null
      }
      controller?.abort()
      const current = new AbortController()
      controller = current
      set({ exporting: { fraction: 0, text: 'Preparing' } })
      try {
        return await media.export(
          { pictures, formats },
          {
            signal: current.signal,
            onProgress: (exporting) => {
              if (controller === current) set({ exporting })
            },
          },
        )
      } catch (thrown) {
        const failure = toFailure(thrown)
        if (failure.reason !== 'cancelled') {
          get().notify({ tone: 'error', text: failure.message, remedy: failure.remedy })
        }
        return null
      } finally {
        if (controller === current) {
          controller = null
          set({ exporting: null })
        }
      }
    },

    cancelExport: () => controller?.abort(),
  }
}
