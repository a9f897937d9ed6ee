import { findLookalikes } from '../../../data/health/findLookalikes.ts'
import {
  listDatasets,
  readFingerprint,
  readImages,
  readThumbnails,
} from '../../../data/library/datasetLibrary.ts'
import {
  deleteDataset,
  renameDataset,
  setCategories,
  setSplits,
} from '../../../data/library/editDataset.ts'
import { editObjects } from '../../../data/library/editObjects.ts'
import { dealSplits } from '../../../data/splits/dealSplits.ts'
import type { Handlers } from '../../protocol.ts'
import type { DatasetMethods } from '../../protocol/datasetMethods.ts'
import { collect } from './collect.ts'
import { drawShapes } from './drawShapes.ts'
import { exportDataset } from './exportDataset.ts'
import { importFiles } from './importFiles.ts'
import { openImage } from './openImage.ts'
import { varyPictures } from './varyPictures.ts'

export const datasetHandlers: Handlers<DatasetMethods> = {
  list: () => listDatasets(),
  importFiles,
  drawShapes,
  collect,
  openImage,
  exportDataset,
  varyPictures,
  readImages: ({ datasetId }) => readImages(datasetId),
  readThumbnails: ({ datasetId, imageIds }) => readThumbnails(datasetId, imageIds),

  saveLabels: async ({ datasetId, imageId, changed, removed }) => {
    const { image, record, objectIds } = await editObjects(datasetId, imageId, { changed, removed })
    return {
      image,
      record,
      objectIds: changed.map(({ instanceId }, index) => ({
        instanceId,
        objectId: objectIds[index] ?? 0,
      })),
    }
  },

  setSplits: ({ datasetId, splits }) =>
    setSplits(datasetId, new Map(splits.map(({ imageId, split }) => [imageId, split]))),

  dealSplits: async ({ datasetId, seed, shares }) => {
    const images = await readImages(datasetId)
    const dealt = dealSplits(images, { seed, shares, together: findLookalikes(images) })
    return await setSplits(datasetId, dealt)
  },

  setCategories: ({ datasetId, categories, moved }) =>
    setCategories(datasetId, categories, new Map(moved.map(({ from, to }) => [from, to]))),

  rename: ({ datasetId, name }) => renameDataset(datasetId, name),

  remove: async ({ datasetId }) => {
    await deleteDataset(datasetId)
    return null
  },

  findLookalikes: async ({ datasetId }) => findLookalikes(await readImages(datasetId)),
  fingerprint: ({ datasetId }) => readFingerprint(datasetId),

  storage: async () => {
    const { usage = 0, quota = 0 } = await navigator.storage.estimate()
    return { usage, quota, isPersistent: await navigator.storage.persisted() }
  },
}
