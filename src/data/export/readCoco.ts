import { fail } from '../../domain/failure.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { MaskRle } from '../../domain/maskRle.ts'
import { decodeCounts } from '../../domain/mask/counts.ts'
import { polygonsToMask } from '../../domain/mask/polygon.ts'
import { maskFromRuns } from '../../domain/mask/runs.ts'

export interface CocoObject {
  readonly label: string
  readonly mask: MaskRle
  readonly isCrowd: boolean
  readonly score: number | null
}

export interface CocoPicture {
  readonly name: string
  readonly size: ImageSize
  readonly objects: readonly CocoObject[]
}

/**
 * Reads COCO instance annotations from the text of a JSON file: polygons, run lengths and compressed run lengths.
 * Throws a LimnError 'bad-request' that names the first thing that is wrong.
 */
export function readCoco(text: string): CocoPicture[] {
  const dataset = recordOf(parse(text), 'The file')
  const labels = new Map(
    listOf(dataset['categories'], 'categories').map((value) => {
      const category = recordOf(value, 'A category')
      return [
        numberOf(category['id'], 'A category’s id'),
        textOf(category['name'], 'A category’s name'),
      ]
    }),
  )
  const pictures = new Map(
    listOf(dataset['images'], 'images').map((value) => {
      const image = recordOf(value, 'An image')
      const size = {
        width: numberOf(image['width'], 'An image’s width'),
        height: numberOf(image['height'], 'An image’s height'),
      }
      const name = textOf(image['file_name'], 'An image’s file_name')
      const objects: CocoObject[] = []
      return [numberOf(image['id'], 'An image’s id'), { name, size, objects }]
    }),
  )
  for (const value of listOf(dataset['annotations'], 'annotations')) {
    const annotation = recordOf(value, 'An annotation')
    const id = numberOf(annotation['id'], 'An annotation’s id')
    const picture = pictures.get(numberOf(annotation['image_id'], `image_id of annotation ${id}`))
    const label = labels.get(numberOf(annotation['category_id'], `category_id of annotation ${id}`))
    if (picture === undefined) refuse(`Annotation ${id} names an image that is not in the file.`)
    if (label === undefined) refuse(`Annotation ${id} names a category that is not in the file.`)
    const score = annotation['score']
    picture.objects.push({
      label,
      mask: maskOf(annotation['segmentation'], picture.size, id),
      isCrowd: annotation['iscrowd'] === 1,
      score: typeof score === 'number' ? score : null,
    })
  }
  return [...pictures.values()]
}

function maskOf(segmentation: unknown, size: ImageSize, id: number): MaskRle {
  const what = `The segmentation of annotation ${id}`
  if (Array.isArray(segmentation)) {
    const polygons = segmentation.map((part: unknown) => polygonOf(part, what))
    if (polygons.length === 0) refuse(`${what} is empty.`)
    return polygonsToMask(polygons, size)
  }
  const rle = recordOf(segmentation, what)
  const [height, width] = listOf(rle['size'], `${what}: size`)
  if (height !== size.height || width !== size.width) refuse(`${what} is of another size.`)
  const counts = rle['counts']
  if (typeof counts === 'string') return decodeCounts(counts, size)
  const runs = listOf(counts, `${what}: counts`).map((run) => numberOf(run, `${what}: a run`))
  return maskFromRuns(runs, size)
}

function polygonOf(part: unknown, what: string): number[] {
  const polygon = listOf(part, what).map((value) => numberOf(value, `${what}: a coordinate`))
  if (polygon.length < 6 || polygon.length % 2 === 1) {
    refuse(`${what} has a polygon of ${polygon.length} numbers; a polygon needs at least 3 points.`)
  }
  return polygon
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse('The file is not valid JSON.')
  }
}

function recordOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>
  }
  return refuse(`${what} is not an object.`)
}

function listOf(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(`${what} is missing or not a list.`)
}

function numberOf(value: unknown, what: string): number {
  return typeof value === 'number' && Number.isFinite(value)
    ? value
    : refuse(`${what} is not a number.`)
}

function textOf(value: unknown, what: string): string {
  return typeof value === 'string' ? value : refuse(`${what} is not text.`)
}

function refuse(message: string): never {
  fail('bad-request', message, 'Check that it is a COCO instances file, or write it again.')
}
