import type { Category, DatasetImage, DatasetObject, ObjectShape } from '../../../domain/dataset.ts'
import { fail } from '../../../domain/failure.ts'
import { MAX_IMAGE_PIXELS, type ImageSize } from '../../../domain/image.ts'
import { maskArea } from '../../../domain/mask/area.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import { objectMask } from '../../../domain/objectMask.ts'
import { readPolygon } from '../coco/segmentation.ts'
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
import {
  folderOf,
  nameOf,
  PICTURE_FILE,
  splitIn,
  stemOf,
  type FileTree,
  type TreeFile,
} from '../fileTree.ts'
import { categoryNamed } from '../mergeCategory.ts'
import { noteFaults } from '../noteFaults.ts'
import { readHead, readJson } from '../readText.ts'

const SHAPE_KEYS = new Set(['label', 'points', 'shape_type', 'group_id', 'mask'])
const CIRCLE_CORNERS = 64

/** LabelMe: one JSON a picture with polygons, rectangles and circles; shapes of one class and group are one object. */
export const labelme: DatasetFormat = {
  name: 'LabelMe',

  recognise: async (tree) => {
    for (const file of tree.withExtension(/\.json$/i).slice(0, 5)) {
      const json = await readJson(file).catch(() => null)
      if (isFields(json) && Array.isArray(json['shapes'])) return 0.9
      const head = await readHead(file).catch(() => '')
      if (/"shapes"\s*:/.test(head)) return 0.7
    }
    return 0
  },

  read: async (tree, context) => {
    const { report, signal, onProgress } = context
    const reader = new LabelmeReader(tree, context)
    const files = tree.withExtension(/\.json$/i)
    for (const [index, file] of files.entries()) {
      signal?.throwIfAborted()
      onProgress?.(index / files.length, `Reading ${nameOf(file.path)}`)
      await noteFaults(report, file.path, () => reader.add(file))
    }
    return reader.finish()
  },
}

interface Drawn {
  readonly label: string
  readonly group: number | null
  readonly polygon: readonly number[]
  readonly fields: Fields
}

class LabelmeReader {
  readonly #tree: FileTree
  readonly #context: ReadContext
  readonly #categories: Category[] = []
  readonly #images: DatasetImage[] = []
  readonly #pictures = new Map<number, { file: TreeFile }>()
  #nextObjectId = 1

  constructor(tree: FileTree, context: ReadContext) {
    this.#tree = tree
    this.#context = context
  }

  async add(file: TreeFile): Promise<void> {
    const root = fieldsAt(await readJson(file), '')
    const shapes = listAt(root['shapes'], 'shapes')
    const picture = this.#findPicture(root, file)
    const size = sizeIn(root) ?? (await this.#context.sizeOf(picture))
    const drawn: Drawn[] = []
    for (const [index, value] of shapes.entries()) {
      await noteFaults(this.#context.report, file.path, () => {
        drawn.push(readShape(value, size, `shapes[${index}]`))
        return Promise.resolve()
      })
    }
    const id = this.#images.length + 1
    this.#images.push({
      id,
      name: nameOf(picture.path),
      size,
      split: splitIn(folderOf(file.path)),
      objects: groupShapes(drawn).map((parts) => this.#objectOf(parts, size)),
    })
    this.#pictures.set(id, { file: picture })
  }

  finish() {
    if (this.#images.length === 0) {
      fail(
        'bad-request',
        'No picture of the LabelMe files could be read.',
        'Drop the JSON files and their pictures together.',
      )
    }
    return {
      dataset: { name: '', categories: this.#categories, images: this.#images },
      pictures: this.#pictures,
    }
  }

  #objectOf(parts: readonly [Drawn, ...Drawn[]], size: ImageSize): DatasetObject {
    const [first] = parts
    const shape: ObjectShape = {
      kind: 'polygons',
      polygons: parts.map(({ polygon }) => polygon),
    }
    const mask = objectMask({ shape, box: { x: 0, y: 0, width: 0, height: 0 } }, size)
    return {
      id: this.#nextObjectId++,
      categoryId: categoryNamed(this.#categories, first.label),
      box: maskBox(mask),
      shape,
      area: maskArea(mask),
      isCrowd: false,
      ignore: false,
      ...extraFields(first.fields, SHAPE_KEYS),
    }
  }

  #findPicture(root: Fields, file: TreeFile): TreeFile {
    const isPicture = ({ path }: TreeFile) => PICTURE_FILE.test(path)
    const named = typeof root['imagePath'] === 'string' ? root['imagePath'] : ''
    const byPath = named === '' ? null : this.#tree.find(named)
    if (byPath !== null && isPicture(byPath)) return byPath
    const byStem = this.#tree.findStem(stemOf(file.path), isPicture)
    if (byStem !== null) return byStem
    const data = root['imageData']
    if (typeof data === 'string' && data.length > 100) return pictureInside(file, data)
    throw new FieldError('imagePath', `The picture ${named} is not among the dropped files.`)
  }
}

/** The picture as the JSON itself holds it. */
function pictureInside(file: TreeFile, base64: string): TreeFile {
  let bytes: Uint8Array<ArrayBuffer>
  try {
    bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    throw new FieldError('imageData', 'Is not base64.')
  }
  const blob = new Blob([bytes])
  const extension = bytes[0] === 0x89 ? 'png' : 'jpg'
  return {
    path: file.path.replace(/\.json$/i, `.${extension}`),
    bytes: blob.size,
    open: () => Promise.resolve(blob),
  }
}

function sizeIn(root: Fields): ImageSize | null {
  const width = root['imageWidth']
  const height = root['imageHeight']
  if (typeof width !== 'number' || typeof height !== 'number') return null
  const isSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0
  return isSize && width * height <= MAX_IMAGE_PIXELS ? { width, height } : null
}

function readShape(value: unknown, size: ImageSize, place: string): Drawn {
  const fields = fieldsAt(value, place)
  const points = listAt(fields['points'], `${place}.points`).map((point, index) => {
    const at = `${place}.points[${index}]`
    const [x, y] = listAt(point, at)
    return [numberAt(x, `${at}[0]`), numberAt(y, `${at}[1]`)] as const
  })
  const group = fields['group_id']
  return {
    label: textAt(fields['label'], `${place}.label`),
    group: typeof group === 'number' ? group : null,
    polygon: readPolygon(outlineOf(fields, points, place), size, `${place}.points`),
    fields,
  }
}

function outlineOf(
  fields: Fields,
  points: readonly (readonly [number, number])[],
  place: string,
): readonly number[] {
  const kind = fields['shape_type'] ?? 'polygon'
  const [a, b] = points
  if (kind === 'polygon' && points.length >= 3) return points.flat()
  if (kind === 'rectangle' && a !== undefined && b !== undefined) {
    return [a[0], a[1], b[0], a[1], b[0], b[1], a[0], b[1]]
  }
  if (kind === 'circle' && a !== undefined && b !== undefined) {
    const radius = Math.hypot(b[0] - a[0], b[1] - a[1])
    return Array.from({ length: CIRCLE_CORNERS }, (_, index) => {
      const angle = (2 * Math.PI * index) / CIRCLE_CORNERS
      return [a[0] + radius * Math.cos(angle), a[1] + radius * Math.sin(angle)]
    }).flat()
  }
  throw new FieldError(
    place,
    `A ${typeof kind === 'string' ? kind : 'shape'} of ${points.length} points has no area.`,
  )
}

function groupShapes(drawn: readonly Drawn[]): (readonly [Drawn, ...Drawn[]])[] {
  const groups = new Map<string, [Drawn, ...Drawn[]]>()
  drawn.forEach((shape, index) => {
    const key = shape.group === null ? `alone ${index}` : `${shape.group} ${shape.label}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [shape])
    else group.push(shape)
  })
  return [...groups.values()]
}
