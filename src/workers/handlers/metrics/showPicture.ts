import { readImageBytes } from '../../../data/library/datasetLibrary.ts'
import type { Box } from '../../../domain/box.ts'
import type { ShownObject } from '../../../domain/evaluation.ts'
import { fail } from '../../../domain/failure.ts'
import type { Outline } from '../../../domain/instance.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import { decodeCounts } from '../../../domain/mask/counts.ts'
import { traceOutline } from '../../../domain/mask/outline.ts'
import { objectMask } from '../../../domain/objectMask.ts'
import type { FoundObject } from '../../../domain/foundObject.ts'
import type { Handlers } from '../../protocol.ts'
import type { MetricsMethods } from '../../protocol/metricsMethods.ts'
import type { MetricsSession } from './metricsSession.ts'

/** A picture with its true objects and all that was found, outlined. Indices are those of examples. */
export function showPicture(session: MetricsSession): Handlers<MetricsMethods>['showPicture'] {
  return async ({ id, imageId }) => {
    const { record, found } = await session.read(id)
    const { dataset, index } = await session.truth(record)
    const image = dataset.images.find((one) => one.id === imageId)
    if (image === undefined) {
      return fail(
        'bad-request',
        `Image ${imageId} is not in this dataset any more.`,
        'Evaluate the model again.',
      )
    }
    const names = new Map(dataset.categories.map(({ id: category, name }) => [category, name]))
    const nameOf = (category: number): string => names.get(category) ?? String(category)
    // Annotations stand in the index as the images list them.
    const first = index.annotations.findIndex(({ image_id }) => image_id === imageId)
    const truths = image.objects.map((object, i): ShownObject => ({
      index: first + i,
      name: nameOf(object.categoryId),
      score: null,
      box: object.box,
      outline:
        object.shape.kind === 'box'
          ? boxOutline(object.box)
          : traceOutline(objectMask(object, image.size)),
    }))
    const shown = found.flatMap((object, i) =>
      object.imageId === imageId ? [shownOf(object, i, nameOf(object.categoryId))] : [],
    )
    const picture = await readImageBytes(record.datasetId, imageId)
    return { imageId, name: image.name, picture, truths, found: shown }
  }
}

function shownOf({ box, mask, score }: FoundObject, index: number, name: string): ShownObject {
  if (mask === null) {
    const place = box ?? { x: 0, y: 0, width: 0, height: 0 }
    return { index, name, score, box: place, outline: boxOutline(place) }
  }
  const decoded = decodeCounts(mask.counts, mask)
  return { index, name, score, box: box ?? maskBox(decoded), outline: traceOutline(decoded) }
}

function boxOutline({ x, y, width, height }: Box): Outline {
  const [left, top, right, bottom] = [x, y, x + width, y + height].map(Math.round)
  if (left === undefined || top === undefined || right === undefined || bottom === undefined) {
    return []
  }
  return [Int32Array.of(left, top, right, top, right, bottom, left, bottom)]
}
