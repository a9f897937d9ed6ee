import { uniqueNames } from '../../../data/formats/uniqueNames.ts'
import { writeDataset } from '../../../data/formats/writeDataset.ts'
import { readDataset, readImageBytes } from '../../../data/library/datasetLibrary.ts'
import { ZipWriter } from '../../../data/export/zipFiles.ts'
import type { Handlers } from '../../protocol.ts'
import type { DatasetMethods } from '../../protocol/datasetMethods.ts'

export const exportDataset: Handlers<DatasetMethods>['exportDataset'] = async (
  { datasetId, format },
  { signal, report },
) => {
  const dataset = uniqueNames(await readDataset(datasetId))
  const zip = new ZipWriter(new Date())
  const pictureOf = (imageId: number) => readImageBytes(datasetId, imageId)
  let done = 0
  for await (const file of writeDataset(dataset, format, pictureOf)) {
    signal.throwIfAborted()
    await zip.add(file)
    done += 1
    report({ fraction: Math.min(1, done / (dataset.images.length + 1)), text: file.path })
  }
  const safe = dataset.name.replace(/[^\p{L}\p{N}._ -]+/gu, '_').trim() || 'dataset'
  return { file: zip.finish(), name: `${safe}-${format}.zip` }
}
