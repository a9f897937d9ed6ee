import type { Client } from '../../src/workers/protocol.ts'
import type { DatasetMethods } from '../../src/workers/protocol/datasetMethods.ts'

const unused = () => Promise.reject(new Error('Not needed here.'))

/** A datasets worker for specs that are about something else. */
export const unusedDatasets: Client<DatasetMethods> = {
  list: unused,
  importFiles: unused,
  drawShapes: unused,
  collect: unused,
  readImages: unused,
  readThumbnails: unused,
  openImage: unused,
  saveLabels: unused,
  setSplits: unused,
  dealSplits: unused,
  setCategories: unused,
  rename: unused,
  remove: unused,
  findLookalikes: unused,
  fingerprint: unused,
  exportDataset: unused,
  varyPictures: unused,
  storage: unused,
}
