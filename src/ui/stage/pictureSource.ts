import type { ImageId } from '../../domain/image.ts'
import type { ImageEntry } from '../../store/state.ts'
import type { Picture } from './picture.ts'
import { createPictureCache } from './pictureCache.ts'

export interface PictureSource {
  /** The best there is now: the picture, its thumbnail while it is decoded, or null. Starts what is missing. */
  current(image: ImageEntry): Picture | CanvasImageSource | null
  /** Called whenever something better can be painted. Returns how to stop. */
  onArrival(listener: () => void): () => void
  dispose(): void
}

/** Finds pixels for the stage. `onBroken` hears of pictures that this browser cannot show, once each. */
export function createPictureSource(onBroken: (image: ImageEntry) => void): PictureSource {
  const cache = createPictureCache()
  const listeners = new Set<() => void>()
  const thumbnails = new Map<string, HTMLImageElement>()
  const broken = new Set<ImageId>()

  function announce(): void {
    for (const listener of listeners) listener()
  }

  function start(image: ImageEntry): void {
    if (broken.has(image.id) || image.preview === null) return
    cache.load(image.id, image.preview?.file ?? image.file).then(announce, () => {
      if (broken.has(image.id)) return
      broken.add(image.id)
      onBroken(image)
    })
  }

  function thumbnailOf(url: string): HTMLImageElement | null {
    let thumbnail = thumbnails.get(url)
    if (thumbnail === undefined) {
      thumbnail = new Image()
      thumbnail.addEventListener('load', announce)
      thumbnail.src = url
      // One stands in at a time; older ones are in the browser's cache.
      thumbnails.clear()
      thumbnails.set(url, thumbnail)
    }
    return thumbnail.complete && thumbnail.naturalWidth > 0 ? thumbnail : null
  }

  return {
    current(image) {
      const picture = cache.peek(image.id)
      if (picture !== null) return picture
      start(image)
      return image.thumbnailUrl === null ? null : thumbnailOf(image.thumbnailUrl)
    },
    onArrival(listener) {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    dispose() {
      listeners.clear()
      cache.clear()
    },
  }
}
