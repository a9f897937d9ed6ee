import { drawDataset } from '../../../data/drawnDataset.ts'
import { encodePng } from '../../../data/export/encodePng.ts'
import { DatasetWriter } from '../../../data/library/datasetWriter.ts'
import { lookAtPicture } from '../../../data/library/lookAtPicture.ts'
import { whileWriting } from '../../../data/library/sweepUnfinished.ts'
import type { Handlers } from '../../protocol.ts'
import type { DatasetMethods } from '../../protocol/datasetMethods.ts'

export const drawShapes: Handlers<DatasetMethods>['drawShapes'] = (
  { name, seed, count, size },
  { signal, report },
) =>
  whileWriting(async () => {
    report({ fraction: null, text: 'Drawing shapes' })
    const { dataset, pictures } = drawDataset({ seed, count, ...size })
    const writer = new DatasetWriter()
    try {
      for (const [index, { image, rgb }] of pictures.entries()) {
        signal.throwIfAborted()
        report({ fraction: index / count, text: `Keeping ${image.name}` })
        const png = encodePng({ ...image.size, values: rgb, channels: 3 })
        const file = new Blob([png], { type: 'image/png' })
        await writer.add(image, { file, ...(await lookAtPicture(file, image.name)) })
      }
      return await writer.finish({
        name,
        origin: 'drawn shapes',
        categories: dataset.categories,
      })
    } catch (thrown) {
      await writer.discard()
      throw thrown
    }
  })
