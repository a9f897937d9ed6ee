import {
  readImage,
  readImageBytes,
  readObjects,
  readRecord,
} from '../../../data/library/datasetLibrary.ts'
import type { Instance } from '../../../domain/instance.ts'
import { maskArea } from '../../../domain/mask/area.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import { traceOutline } from '../../../domain/mask/outline.ts'
import { objectMask } from '../../../domain/objectMask.ts'
import type { Handlers } from '../../protocol.ts'
import type { DatasetMethods } from '../../protocol/datasetMethods.ts'

export const openImage: Handlers<DatasetMethods>['openImage'] = async ({ datasetId, imageId }) => {
  const { categories } = await readRecord(datasetId)
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  const image = await readImage(datasetId, imageId)
  const objects = (await readObjects(datasetId, imageId)).map((object) => {
    const mask = objectMask(object, image.size)
    const box = maskBox(mask)
    const instance: Instance = {
      id: `${datasetId}/${imageId}/${object.id}`,
      label: names.get(object.categoryId) ?? 'object',
      score: null,
      origin: 'prompted',
      mask,
      box,
      detectionBox: box,
      area: maskArea(mask),
      outline: traceOutline(mask),
      predictedIou: 1,
      logitsId: null,
      prompt: { points: [], box: null },
      ...(object.shape.kind === 'polygons' ? { polygons: object.shape.polygons } : {}),
    }
    return { objectId: object.id, instance }
  })
  return { image, file: await readImageBytes(datasetId, imageId), objects }
}
