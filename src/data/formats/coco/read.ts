import type { Category, DatasetImage, DatasetObject, ExtraFields } from '../../../domain/dataset.ts'
import { fail } from '../../../domain/failure.ts'
import type { ImageSize } from '../../../domain/image.ts'
import { MAX_IMAGE_PIXELS } from '../../../domain/image.ts'
import { maskArea } from '../../../domain/mask/area.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import { objectMask } from '../../../domain/objectMask.ts'
import type { DatasetFormat, ReadContext } from '../datasetFormat.ts'
import {
  extraFields,
  FieldError,
  fieldsAt,
  isFields,
  listAt,
  numberAt,
  textAt,
  type Fields,
} from '../fields.ts'
import { PICTURE_FILE, splitIn, stemOf, type FileTree, type TreeFile } from '../fileTree.ts'
import { IdKeeper } from '../idKeeper.ts'
import { mergeCategory } from '../mergeCategory.ts'
import { readJson, readText } from '../readText.ts'
import { chooseLabelSet } from './chooseLabelSet.ts'
import { readSegmentation } from './segmentation.ts'

const DATASET_KEYS = new Set(['images', 'annotations', 'categories'])
const CATEGORY_KEYS = new Set(['id', 'name', 'supercategory'])
const IMAGE_KEYS = new Set(['id', 'file_name', 'width', 'height'])
const OBJECT_KEYS = new Set([
  'id',
  'image_id',
  'category_id',
  'segmentation',
  'area',
  'bbox',
  'iscrowd',
  'ignore',
])

/**
 * COCO instances (cocodataset.org, "Data format"): one JSON a split, pictures in any folder. Ids may be any numbers or
 * text; those that two files share are numbered anew.
 */
export const coco: DatasetFormat = {
  name: 'COCO',

  recognise: async (tree) => {
    for (const file of tree.withExtension(/\.json$/i).slice(0, 8)) {
      const text = await readText(file).catch(() => '')
      if (/"images"\s*:\s*\[/.test(text) && /"annotations"\s*:\s*\[/.test(text)) return 0.95
    }
    return 0
  },

  read: async (tree, context) => {
    const { report, signal, onProgress } = context
    const { chosen, others } = chooseLabelSet(tree.withExtension(/\.json$/i))
    for (const file of others) {
      report.skip(
        file.path,
        '',
        `Another set of labels; the one in ${chosen[0]?.path ?? 'its place'} was read. Drop this file without the others to read it instead.`,
      )
    }
    const reader = new CocoReader(tree, context)
    for (const [index, file] of chosen.entries()) {
      signal?.throwIfAborted()
      onProgress?.(index / chosen.length, `Reading ${file.path}`)
      try {
        await reader.add(file)
      } catch (thrown) {
        if (!(thrown instanceof FieldError)) throw thrown
        report.skip(file.path, thrown.place, thrown.why)
      }
    }
    return reader.finish(chosen)
  },
}

interface OpenImage {
  readonly image: Omit<DatasetImage, 'objects'>
  readonly objects: DatasetObject[]
  readonly file: TreeFile
}

class CocoReader {
  readonly #tree: FileTree
  readonly #context: ReadContext
  readonly #categories: Category[] = []
  readonly #images: OpenImage[] = []
  readonly #imageIds: IdKeeper
  readonly #objectIds: IdKeeper
  #extra: ExtraFields | undefined

  constructor(tree: FileTree, context: ReadContext) {
    this.#tree = tree
    this.#context = context
    this.#imageIds = new IdKeeper('image', context.report)
    this.#objectIds = new IdKeeper('object', context.report)
  }

  async add(file: TreeFile): Promise<void> {
    const root = fieldsAt(await readJson(file), '')
    if (root['images'] === undefined && root['annotations'] === undefined) {
      throw new FieldError('', 'Holds no images and annotations, so it is no COCO file.')
    }
    this.#extra ??= extraFields(root, DATASET_KEYS)?.extra
    const categoryIds = this.#readCategories(root, file.path)
    const images = this.#readImages(root, file.path)
    listAt(root['annotations'] ?? [], 'annotations').forEach((value, index) => {
      this.#note(file.path, `annotations[${index}]`, () =>
        this.#readObject(value, `annotations[${index}]`, { file: file.path, categoryIds, images }),
      )
    })
  }

  finish(chosen: readonly TreeFile[]) {
    if (this.#images.length === 0) {
      fail(
        'bad-request',
        `No picture of ${chosen[0]?.path ?? 'the COCO file'} could be read together with its labels.`,
        'Drop the JSON files and the folder of pictures together.',
      )
    }
    return {
      dataset: {
        name: '',
        categories: this.#categories,
        images: this.#images.map(({ image, objects }) => ({ ...image, objects })),
        ...(this.#extra === undefined ? {} : { extra: this.#extra }),
      },
      pictures: new Map(this.#images.map(({ image, file }) => [image.id, { file }])),
    }
  }

  /** Categories of this file's numbering to the dataset's. */
  #readCategories(root: Fields, file: string): Map<unknown, number> {
    const ids = new Map<unknown, number>()
    listAt(root['categories'] ?? [], 'categories').forEach((value, index) => {
      const place = `categories[${index}]`
      this.#note(file, place, () => {
        const fields = fieldsAt(value, place)
        const rawId = fields['id']
        const supercategory = fields['supercategory']
        const category: Category = {
          id: typeof rawId === 'number' && Number.isInteger(rawId) ? rawId : index + 1,
          name: textAt(fields['name'], `${place}.name`),
          supercategory: typeof supercategory === 'string' ? supercategory : '',
          ...extraFields(fields, CATEGORY_KEYS),
        }
        if (rawId === undefined || ids.has(rawId)) {
          throw new FieldError(`${place}.id`, 'The class has no id of its own.')
        }
        ids.set(rawId, mergeCategory(this.#categories, category))
      })
    })
    return ids
  }

  #readImages(root: Fields, file: string): Map<unknown, OpenImage> {
    const images = new Map<unknown, OpenImage>()
    const split = splitIn(stemOf(file)) ?? splitIn(file)
    listAt(root['images'] ?? [], 'images').forEach((value, index) => {
      const place = `images[${index}]`
      this.#note(file, place, () => {
        const fields = fieldsAt(value, place)
        const name = textAt(fields['file_name'], `${place}.file_name`)
        const size = readSize(fields, place)
        if (images.has(fields['id'])) {
          throw new FieldError(`${place}.id`, 'Another image of this file has the same id.')
        }
        const picture = this.#tree.find(name, split ?? undefined)
        if (picture === null || !PICTURE_FILE.test(picture.path)) {
          throw new FieldError(place, `The picture ${name} is not among the dropped files.`)
        }
        const id = this.#imageIds.take(fields['id'], file, `${place}.id`)
        const image = { id, name, size, split, ...extraFields(fields, IMAGE_KEYS) }
        const open = { image, objects: [], file: picture }
        images.set(fields['id'], open)
        this.#images.push(open)
      })
    })
    return images
  }

  #readObject(value: unknown, place: string, { file, categoryIds, images }: ObjectScope): void {
    const fields = fieldsAt(value, place)
    const open = images.get(fields['image_id'])
    if (open === undefined) {
      throw new FieldError(`${place}.image_id`, 'Its image was not read.')
    }
    const categoryId = categoryIds.get(fields['category_id'])
    if (categoryId === undefined) {
      throw new FieldError(`${place}.category_id`, 'Names a class that is not in the file.')
    }
    const { size } = open.image
    const shape = readSegmentation(fields['segmentation'], size, `${place}.segmentation`)
    const box = readBox(fields['bbox'], `${place}.bbox`)
    if (box === null && shape.kind === 'box') {
      throw new FieldError(place, 'Has neither a segmentation nor a bbox.')
    }
    const area = fields['area']
    const mask =
      box === null || typeof area !== 'number'
        ? objectMask({ shape, box: box ?? { x: 0, y: 0, width: 0, height: 0 } }, size)
        : null
    open.objects.push({
      id: this.#objectIds.take(fields['id'], file, `${place}.id`),
      categoryId,
      shape,
      box: box ?? (mask === null ? { x: 0, y: 0, width: 0, height: 0 } : maskBox(mask)),
      area: typeof area === 'number' ? area : mask === null ? 0 : maskArea(mask),
      isCrowd: fields['iscrowd'] === 1 || fields['iscrowd'] === true,
      ignore: fields['ignore'] === 1 || fields['ignore'] === true,
      ...extraFields(fields, OBJECT_KEYS),
    })
  }

  /** Runs a piece of reading; what is wrong with it is noted and the rest goes on. */
  #note(file: string, place: string, read: () => void): void {
    try {
      read()
    } catch (thrown) {
      if (!(thrown instanceof FieldError)) throw thrown
      this.#context.report.skip(file, thrown.place === '' ? place : thrown.place, thrown.why)
    }
  }
}

interface ObjectScope {
  readonly file: string
  readonly categoryIds: ReadonlyMap<unknown, number>
  readonly images: ReadonlyMap<unknown, OpenImage>
}

function readSize(fields: Fields, place: string): ImageSize {
  const width = numberAt(fields['width'], `${place}.width`)
  const height = numberAt(fields['height'], `${place}.height`)
  const isWhole = Number.isInteger(width) && Number.isInteger(height)
  if (!isWhole || width < 1 || height < 1 || width * height > MAX_IMAGE_PIXELS) {
    throw new FieldError(place, `A picture cannot be ${width} × ${height}.`)
  }
  return { width, height }
}

function readBox(value: unknown, place: string) {
  if (value === undefined || value === null) return null
  if (isFields(value)) throw new FieldError(place, 'Should be a list of four numbers.')
  const numbers = listAt(value, place).map((each, index) => numberAt(each, `${place}[${index}]`))
  const [x, y, width, height] = numbers
  if (x === undefined || y === undefined || width === undefined || height === undefined) {
    // Some writers leave an empty list where there is no box.
    return null
  }
  return { x, y, width, height }
}
