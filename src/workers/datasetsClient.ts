import type { Client } from './protocol.ts'
import type { DatasetMethods } from './protocol/datasetMethods.ts'
import { clientOf, connect, type Connection, type MethodNames } from './rpc.ts'

const DATASET_METHODS: MethodNames<DatasetMethods> = {
  list: true,
  importFiles: true,
  drawShapes: true,
  collect: true,
  readImages: true,
  readThumbnails: true,
  openImage: true,
  saveLabels: true,
  setSplits: true,
  dealSplits: true,
  setCategories: true,
  rename: true,
  remove: true,
  findLookalikes: true,
  fingerprint: true,
  exportDataset: true,
  varyPictures: true,
  storage: true,
}

export type DatasetsClient = Client<DatasetMethods>

/** The datasets worker, made at the first call; after a crash the next call makes a new one. */
export function createDatasetsClient(): DatasetsClient {
  let worker: Worker | null = null
  let connection: Connection<DatasetMethods> | null = null
  const connected = (): Connection<DatasetMethods> => {
    if (connection !== null) return connection
    worker = new Worker(new URL('./datasets.worker.ts', import.meta.url), {
      type: 'module',
      name: 'limn-datasets',
    })
    connection = connect<DatasetMethods>(worker, {
      onCrash: () => {
        worker?.terminate()
        worker = null
        connection = null
      },
    })
    return connection
  }
  return clientOf<DatasetMethods>(DATASET_METHODS, (method, request, options) =>
    connected().call(method, request, options),
  )
}
