import type { ImageId } from '../../domain/image.ts'
import { closePicture, decodePicture, type Picture } from './picture.ts'

/** Decoded pictures are kept up to this many pixels (4 bytes each), so that going back to the last ones is instant. */
const KEPT_PIXELS = 60_000_000

export interface PictureCache {
  /** The decoded picture if it is at hand. */
  peek(id: ImageId): Picture | null
  load(id: ImageId, file: Blob): Promise<Picture>
  clear(): void
}

/** Keeps the pictures looked at last; the one asked for last is never dropped. */
export function createPictureCache(): PictureCache {
  const pictures = new Map<ImageId, Picture>()
  const loading = new Map<ImageId, Promise<Picture>>()
  let isCleared = false

  function keep(id: ImageId, picture: Picture): void {
    pictures.delete(id)
    pictures.set(id, picture)
    let pixels = 0
    for (const [key, { size }] of [...pictures].reverse()) {
      pixels += size.width * size.height
      const dropped = pixels > KEPT_PIXELS && key !== id ? pictures.get(key) : undefined
      if (dropped === undefined) continue
      closePicture(dropped)
      pictures.delete(key)
    }
  }

  return {
    peek(id) {
      const picture = pictures.get(id)
      if (picture !== undefined) keep(id, picture)
      return picture ?? null
    },
    load(id, file) {
      const running = loading.get(id)
      if (running !== undefined) return running
      const promise = decodePicture(file)
        .then((picture) => {
          if (isCleared) closePicture(picture)
          else keep(id, picture)
          return picture
        })
        .finally(() => loading.delete(id))
      loading.set(id, promise)
      return promise
    },
    clear() {
      isCleared = true
      for (const picture of pictures.values()) closePicture(picture)
      pictures.clear()
    },
  }
}
