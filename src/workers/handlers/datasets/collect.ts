import { categoryNamed } from '../../../data/formats/mergeCategory.ts'
import { DatasetWriter } from '../../../data/library/datasetWriter.ts'
import { lookAtPicture } from '../../../data/library/lookAtPicture.ts'
import { isTiff } from '../../../data/media/inspectImage.ts'
import { pngOfTiff } from '../../../data/tiff/pngOfTiff.ts'
import { whileWriting } from '../../../data/library/sweepUnfinished.ts'
import type { Category, DatasetObject } from '../../../domain/dataset.ts'
import { maskArea } from '../../../domain/mask/area.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import type { Handlers } from '../../protocol.ts'
import type { DatasetMethods } from '../../protocol/datasetMethods.ts'

export const collect: Handlers<DatasetMethods>['collect'] = (
  { name, pictures },
  { signal, report },
) =>
  whileWriting(async () => {
    const categories: Category[] = []
    const writer = new DatasetWriter()
    let objectId = 0
    try {
      for (const [index, picture] of pictures.entries()) {
        signal.throwIfAborted()
        report({ fraction: index / pictures.length, text: `Keeping ${picture.name}` })
        const objects = picture.objects.map(({ label, mask }): DatasetObject => ({
          id: ++objectId,
          categoryId: categoryNamed(categories, label),
          box: maskBox(mask),
          shape: { kind: 'mask', mask },
          area: maskArea(mask),
          isCrowd: false,
          ignore: false,
        }))
        const { size } = picture
        const file = (await isTiff(picture.file, picture.name))
          ? await pngOfTiff(picture.file, picture.name)
          : picture.file
        await writer.add(
          { id: index + 1, name: picture.name, size, split: null, objects },
          { file, ...(await lookAtPicture(file, picture.name)) },
        )
      }
      return await writer.finish({ name, origin: 'your pictures', categories })
    } catch (thrown) {
      await writer.discard()
      throw thrown
    }
  })
