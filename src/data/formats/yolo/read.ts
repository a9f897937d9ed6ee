import type { Category, DatasetImage, DatasetObject } from '../../../domain/dataset.ts'
import { fail } from '../../../domain/failure.ts'
import type { ImageSize } from '../../../domain/image.ts'
import { maskArea } from '../../../domain/mask/area.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import { objectMask } from '../../../domain/objectMask.ts'
import type { DatasetFormat } from '../datasetFormat.ts'
import { FieldError } from '../fields.ts'
import {
  clean,
  folderOf,
  nameOf,
  PICTURE_FILE,
  splitIn,
  stemOf,
  type FileTree,
  type TreeFile,
} from '../fileTree.ts'
import type { ReportBuilder } from '../importReport.ts'
import { noteFaults } from '../noteFaults.ts'
import { readText } from '../readText.ts'
import { readDataYaml, type DataYaml } from './readDataYaml.ts'

const LABEL_FILE = /\.txt$/i

/**
 * YOLO segmentation (Ultralytics): data.yaml with the class names, and a txt a picture whose lines are a class and the
 * points of a polygon as shares of width and height; five numbers are a class and a box.
 */
export const yolo: DatasetFormat = {
  name: 'YOLO',

  recognise: async (tree) => {
    for (const file of tree.withExtension(/\.ya?ml$/i).slice(0, 5)) {
      if (/^names\s*:/m.test(await readText(file).catch(() => ''))) return 0.88
    }
    return 0
  },

  read: async (tree, { report, signal, onProgress, sizeOf }) => {
    const yaml = await readNames(tree, report)
    const images: DatasetImage[] = []
    const pictures = new Map<number, { file: TreeFile }>()
    const files = tree.files.filter(({ path }) => PICTURE_FILE.test(path))
    let objectId = 0
    let unnamed = yaml.names.length
    for (const [index, picture] of files.entries()) {
      signal?.throwIfAborted()
      onProgress?.(index / files.length, `Reading ${nameOf(picture.path)}`)
      await noteFaults(report, picture.path, async () => {
        const size = await sizeOf(picture)
        const split = splitOf(picture.path, yaml)
        const label = labelsOf(tree, picture)
        const objects: DatasetObject[] = []
        if (label !== null) {
          const lines = (await readText(label)).split(/\r?\n/)
          for (const [at, line] of lines.entries()) {
            if (line.trim() === '') continue
            await noteFaults(report, label.path, () => {
              const object = readLine(line, { size, place: `line ${at + 1}`, id: objectId + 1 })
              objectId += 1
              unnamed = Math.max(unnamed, object.categoryId)
              objects.push(object)
              return Promise.resolve()
            })
          }
        }
        const id = images.length + 1
        images.push({ id, name: nameOf(picture.path), size, split, objects })
        pictures.set(id, { file: picture })
      })
    }
    if (images.length === 0) {
      fail(
        'bad-request',
        'No picture of the YOLO dataset could be read.',
        'Drop the folder that holds data.yaml, images and labels.',
      )
    }
    const categories = Array.from({ length: unnamed }, (_, index): Category => ({
      id: index + 1,
      name: yaml.names[index] ?? `class ${index}`,
      supercategory: '',
    }))
    return { dataset: { name: '', categories, images }, pictures }
  },
}

async function readNames(tree: FileTree, report: ReportBuilder): Promise<DataYaml> {
  for (const file of tree.withExtension(/\.ya?ml$/i)) {
    try {
      return readDataYaml(await readText(file))
    } catch (thrown) {
      if (!(thrown instanceof FieldError)) throw thrown
      report.skip(file.path, thrown.place, thrown.why)
    }
  }
  return { names: [], splits: [] }
}

/** The txt of a picture: `images` in its folders becomes `labels`, or it lies beside it. */
function labelsOf(tree: FileTree, picture: TreeFile): TreeFile | null {
  const wanted = picture.path.replace(/(^|\/)images(?=\/)/, '$1labels').replace(/\.[^.]+$/, '.txt')
  const found = tree.find(wanted)
  return found !== null && LABEL_FILE.test(found.path) && stemOf(found.path) === stemOf(wanted)
    ? found
    : null
}

function splitOf(path: string, { splits }: DataYaml): string | null {
  const byYaml = splits.find(({ folder }) => `/${folderOf(path)}/`.includes(`/${clean(folder)}/`))
  return byYaml?.split ?? splitIn(folderOf(path))
}

/** Coordinates may leave the picture by this share before they count as damaged. */
const MAX_OUTSIDE = 0.5
const MAX_CLASSES = 10_000

function readLine(
  line: string,
  { size, place, id }: { size: ImageSize; place: string; id: number },
): DatasetObject {
  const numbers = line.trim().split(/\s+/).map(Number)
  const [index, ...shares] = numbers
  if (index === undefined || numbers.some((number) => !Number.isFinite(number))) {
    throw new FieldError(place, 'Holds something that is no number.')
  }
  if (!Number.isInteger(index) || index < 0 || index >= MAX_CLASSES) {
    throw new FieldError(place, `The class ${index} is no index.`)
  }
  if (shares.some((share) => share < -MAX_OUTSIDE || share > 1 + MAX_OUTSIDE)) {
    throw new FieldError(place, 'A point lies far outside the picture.')
  }
  const categoryId = index + 1
  const { width, height } = size
  const common = { id, categoryId, isCrowd: false, ignore: false }
  if (shares.length === 4) {
    const [cx = 0, cy = 0, w = 0, h = 0] = shares
    const box = {
      x: (cx - w / 2) * width,
      y: (cy - h / 2) * height,
      width: w * width,
      height: h * height,
    }
    return { ...common, box, shape: { kind: 'box' }, area: box.width * box.height }
  }
  if (shares.length < 6 || shares.length % 2 === 1) {
    throw new FieldError(place, `${shares.length} coordinates make neither a polygon nor a box.`)
  }
  const polygon = shares.map((share, at) => share * (at % 2 === 0 ? width : height))
  const shape = { kind: 'polygons', polygons: [polygon] } as const
  const mask = objectMask({ shape, box: { x: 0, y: 0, width: 0, height: 0 } }, size)
  return { ...common, box: maskBox(mask), shape, area: maskArea(mask) }
}
