import { fail } from '../../domain/failure.ts'
import type { CocoAnnotation, CocoGroundTruth, CocoResult, CocoSegmentation } from './cocoFormat.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Ground truth out of parsed JSON. Throws a LimnError 'bad-request' that names the key and place of the first thing that
 * is not as COCO's format has it; fields the metric does not need are left alone.
 */
export function readGroundTruth(json: unknown): CocoGroundTruth {
  const file = fieldsOf(json, 'The ground truth')
  const images = listIn(file, 'images').map((entry, i) => {
    const place = `images[${i}]`
    const image = fieldsOf(entry, place)
    return {
      id: numberIn(image, 'id', place),
      width: numberIn(image, 'width', place),
      height: numberIn(image, 'height', place),
    }
  })
  const categories = listIn(file, 'categories').map((entry, i) => {
    const place = `categories[${i}]`
    const category = fieldsOf(entry, place)
    const { name } = category
    const id = numberIn(category, 'id', place)
    return typeof name === 'string' ? { id, name } : { id }
  })
  const annotations = listIn(file, 'annotations').map((entry, i) => readAnnotation(entry, i))
  return { images, annotations, categories }
}

function readAnnotation(entry: unknown, index: number): CocoAnnotation {
  const place = `annotations[${index}]`
  const fields = fieldsOf(entry, place)
  return {
    id: numberIn(fields, 'id', place),
    image_id: numberIn(fields, 'image_id', place),
    category_id: numberIn(fields, 'category_id', place),
    ...('area' in fields ? { area: numberIn(fields, 'area', place) } : {}),
    iscrowd: Boolean(fields['iscrowd']),
    ...shapeOf(fields, place),
  }
}

/** Results out of parsed JSON: a list of detections. Throws as readGroundTruth does. */
export function readResults(json: unknown): readonly CocoResult[] {
  if (!Array.isArray(json)) {
    return refuse(
      'The results are no list',
      'Give a list of detections, as COCO’s results format has it.',
    )
  }
  return json.map((entry: unknown, index) => {
    const place = `results[${index}]`
    const fields = fieldsOf(entry, place)
    if ('keypoints' in fields || 'caption' in fields) {
      refuse(`${place} holds keypoints or a caption`, 'Give boxes or masks.')
    }
    return {
      image_id: numberIn(fields, 'image_id', place),
      category_id: numberIn(fields, 'category_id', place),
      score: numberIn(fields, 'score', place),
      ...shapeOf(fields, place),
    }
  })
}

function shapeOf(
  fields: Fields,
  place: string,
): { bbox?: readonly number[]; segmentation?: CocoSegmentation } {
  const { bbox, segmentation } = fields
  if (bbox !== undefined && bbox !== null && !isNumbers(bbox)) {
    refuse(`${place}.bbox is no list of numbers`, 'Write it as [x, y, width, height].')
  }
  return {
    ...(isNumbers(bbox) ? { bbox } : {}),
    ...(segmentation === undefined || segmentation === null
      ? {}
      : { segmentation: segmentationOf(segmentation, `${place}.segmentation`) }),
  }
}

function segmentationOf(value: unknown, place: string): CocoSegmentation {
  if (Array.isArray(value)) {
    if (value.every(isNumbers)) return value
    return refuse(`${place} is no list of polygons`, 'Write each as [x0, y0, x1, y1, …].')
  }
  const { counts, size } = fieldsOf(value, place)
  if (!isNumbers(size) || size.length !== 2) {
    return refuse(`${place}.size is not [height, width]`, 'Write the size of the mask.')
  }
  const [height = 0, width = 0] = size
  if (typeof counts === 'string' || isNumbers(counts)) return { size: [height, width], counts }
  return refuse(`${place}.counts is neither text nor a list of numbers`, 'Write its run lengths.')
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'number')
}

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  return refuse(`${place} is no object`, 'Check that the file is in COCO’s format.')
}

function listIn(fields: Fields, key: string): readonly unknown[] {
  const list = fields[key]
  if (Array.isArray(list)) return list
  return refuse(`The ground truth has no list "${key}"`, 'Check that the file is in COCO’s format.')
}

function numberIn(fields: Fields, key: string, place: string): number {
  const value = fields[key]
  if (typeof value === 'number') return value
  return refuse(
    `${place}.${key} is ${value === undefined ? 'missing' : 'no number'}`,
    'Check that the file is in COCO’s format.',
  )
}

function refuse(what: string, remedy: string): never {
  return fail('bad-request', `${what}.`, remedy)
}
