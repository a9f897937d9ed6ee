import type { Category, DatasetImage } from '../domain/dataset.ts'
import { maskArea } from '../domain/mask/area.ts'
import { maskBox } from '../domain/mask/box.ts'
import { objectMask } from '../domain/objectMask.ts'
import type { TrainingObject, TrainingSample } from '../domain/trainingSample.ts'

/**
 * A decoded picture with its objects as a model takes them: labels count the categories from 1, boxes are the tight
 * boxes of the masks. Objects without a pixel inside the picture, of an unknown category or to be ignored are left out;
 * ignored crowds stay, as they mask out false alarms.
 *
 * @param rgb [height, width, 3] of the picture.
 */
export function trainingSampleOf(
  { size, objects }: Pick<DatasetImage, 'size' | 'objects'>,
  rgb: Uint8Array,
  categories: readonly Category[],
): TrainingSample {
  const labels = new Map(categories.map(({ id }, index) => [id, index + 1]))
  const kept: TrainingObject[] = []
  for (const object of objects) {
    const label = labels.get(object.categoryId)
    if (label === undefined || (object.ignore && !object.isCrowd)) continue
    const mask = objectMask(object, size)
    if (maskArea(mask) === 0) continue
    kept.push({ label, box: maskBox(mask), mask, isCrowd: object.isCrowd })
  }
  return { width: size.width, height: size.height, rgb, objects: kept }
}
