import type { ExportPicture } from '../domain/exportRequest.ts'
import { toFailure } from '../domain/failure.ts'
import type { ImageId } from '../domain/image.ts'
import type { InstanceId } from '../domain/instance.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import { imageColours } from './imageColours.ts'
import { visibleInstances } from './selectors.ts'
import type { ExportActions, ExportState, LimnState } from './state.ts'

function pictureOf(
  state: LimnState,
  id: ImageId,
  only?: readonly InstanceId[],
): ExportPicture | null {
  const image = state.images[id]
  if (image?.size === undefined || image.size === null) return null
  const instances = visibleInstances(state, id).filter(
    (instance) => only === undefined || only.includes(instance.id),
  )
  return {
    name: image.name,
    file: image.file,
    size: image.size,
    instances,
    colours: imageColours(state, id),
    display: state.display,
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

    exportPictures: async (ids, formats, { only } = {}) => {
      const pictures = ids.flatMap((id) => pictureOf(get(), id, only) ?? [])
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
