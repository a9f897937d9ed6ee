import type { Category, DatasetId, DatasetImage, ExtraFields } from '../../domain/dataset.ts'
import type { DatasetRecord, ImageRecord } from '../../domain/datasetRecord.ts'
import { findProblems } from '../health/findProblems.ts'
import { hashLabels, sha256Of } from './contentHash.ts'
import { DATASETS, IMAGES, keysOf, LABELS, THUMBNAILS, transact } from './database.ts'
import type { LabelsRecord } from './datasetLibrary.ts'
import { countsOf, dropUnused } from './editDataset.ts'
import { keepPicture } from './pictureStore.ts'

export interface PictureToKeep {
  readonly file: Blob
  readonly thumbnail: Blob | null
  /** Perceptual hash, see `likenessOf`. */
  readonly likeness: string | null
}

/**
 * Writes a new dataset image by image. Until `finish` has put its record in place the library does not know it, so that
 * a cancelled or killed import leaves no half of a dataset.
 */
export class DatasetWriter {
  readonly id: DatasetId = crypto.randomUUID()
  readonly #images: ImageRecord[] = []
  #nextObjectId = 1

  async add(image: DatasetImage, { file, thumbnail, likeness }: PictureToKeep): Promise<void> {
    const sha256 = await sha256Of(await file.arrayBuffer())
    await keepPicture(file, sha256)
    const { objects, id, name, size, split, extra } = image
    const record: ImageRecord = {
      datasetId: this.id,
      id,
      name,
      size,
      split,
      sha256,
      likeness,
      objectCount: objects.length,
      ...findProblems(objects, size),
      labelsSha256: await hashLabels(objects),
      ...(extra === undefined ? {} : { extra }),
    }
    const labels: LabelsRecord = { datasetId: this.id, imageId: id, objects }
    await transact([IMAGES, LABELS, THUMBNAILS], 'readwrite', (store) => {
      store(IMAGES).put(record)
      store(LABELS).put(labels)
      if (thumbnail !== null) store(THUMBNAILS).put(thumbnail, sha256)
    })
    for (const object of objects) {
      this.#nextObjectId = Math.max(this.#nextObjectId, object.id + 1)
    }
    this.#images.push(record)
  }

  async finish(about: {
    readonly name: string
    readonly origin: string
    readonly categories: readonly Category[]
    readonly extra?: ExtraFields
  }): Promise<DatasetRecord> {
    const now = Date.now()
    const record: DatasetRecord = {
      id: this.id,
      createdAt: now,
      changedAt: now,
      nextObjectId: this.#nextObjectId,
      ...countsOf(this.#images),
      ...about,
    }
    await transact([DATASETS], 'readwrite', (store) => {
      store(DATASETS).put(record)
    })
    return record
  }

  /** Takes back what was written. */
  async discard(): Promise<void> {
    await transact([IMAGES, LABELS], 'readwrite', (store) => {
      store(IMAGES).delete(keysOf(this.id))
      store(LABELS).delete(keysOf(this.id))
    })
    await dropUnused(new Set(this.#images.map(({ sha256 }) => sha256)))
  }
}
