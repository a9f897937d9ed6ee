import type { Category, DatasetImage, DatasetObject } from '../../../domain/dataset.ts'
import { fail } from '../../../domain/failure.ts'
import { maskArea } from '../../../domain/mask/area.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import { tiffPages } from '../../tiff/readTiff.ts'
import type { DatasetFormat } from '../datasetFormat.ts'
import { FieldError, isFields, listAt } from '../fields.ts'
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
import { readJson } from '../readText.ts'
import { readLabelMap } from './readLabelMap.ts'

const MAP_FOLDER = /(^|\/)(masks?|labels?|label-?_?maps?|gt|ground_?truth|annotations)(\/|$)/i
const MAP_SUFFIX = /[-_. ](labels?|masks?|label-?_?map|cp_masks|seg|gt)$/i
const MAP_FILE = /\.(png|tiff?)$/i

/**
 * A label map a picture: pixel value n is object n, 0 the background; palette, 8 and 16-bit PNG, TIFF (a page a
 * picture). The map lies in a folder of its own under the picture's name, or beside it with a suffix. A JSON beside it
 * that lists `objects` with `value` and `label`, as Limn exports it, names the classes; without one all are `object`.
 */
export const labelMaps: DatasetFormat = {
  name: 'label maps',

  recognise: (tree) => Promise.resolve(pairsIn(tree).length > 0 ? 0.5 : 0),

  read: async (tree, { report, signal, onProgress, sizeOf }) => {
    const categories: Category[] = []
    const images: DatasetImage[] = []
    const pictures = new Map<number, { file: TreeFile; page?: number }>()
    const pairs = pairsIn(tree)
    let objectId = 0
    for (const [index, { picture, map }] of pairs.entries()) {
      signal?.throwIfAborted()
      onProgress?.(index / pairs.length, `Reading ${nameOf(map.path)}`)
      await noteFaults(report, map.path, async () => {
        const isStack = /\.tiff?$/i.test(picture.path)
        const sizes = isStack
          ? await tiffPages(
              new Uint8Array(await (await picture.open()).arrayBuffer()),
              picture.path,
            )
          : [await sizeOf(picture)]
        const legend = await readLegend(tree, map)
        for (const [page, size] of sizes.entries()) {
          const { masks } = await readLabelMap(map, { page, expected: size })
          const objects = [...masks].map(([value, mask]): DatasetObject => {
            const name = legend.get(value) ?? 'object'
            return {
              id: ++objectId,
              categoryId: categoryNamed(categories, name),
              box: maskBox(mask),
              shape: { kind: 'mask', mask },
              area: maskArea(mask),
              isCrowd: false,
              ignore: false,
            }
          })
          const id = images.length + 1
          const name = nameOf(picture.path)
          images.push({
            id,
            name: sizes.length === 1 ? name : `${name} page ${page + 1}`,
            size,
            split: splitIn(folderOf(picture.path)),
            objects,
          })
          pictures.set(id, { file: picture, page })
        }
      })
    }
    if (images.length === 0) {
      fail(
        'bad-request',
        'No picture could be read together with its label map.',
        'Drop the pictures and the folder of label maps together; both need the same names and sizes.',
      )
    }
    return { dataset: { name: '', categories, images }, pictures }
  },
}

function pairsIn(tree: FileTree): readonly { picture: TreeFile; map: TreeFile }[] {
  const files = tree.files.filter(({ path }) => PICTURE_FILE.test(path))
  const maps = files.filter(
    ({ path }) =>
      MAP_FILE.test(path) && (MAP_FOLDER.test(folderOf(path)) || MAP_SUFFIX.test(stemOf(path))),
  )
  const isMap = new Set(maps)
  return maps.flatMap((map) => {
    const stem = stemOf(map.path)
    const accept = (file: TreeFile) => PICTURE_FILE.test(file.path) && !isMap.has(file)
    const split = splitIn(folderOf(map.path)) ?? undefined
    const picture =
      tree.findStem(stem, accept, split) ??
      tree.findStem(stem.replace(MAP_SUFFIX, ''), accept, split)
    return picture === null ? [] : [{ picture, map }]
  })
}

/** Class names by value. */
async function readLegend(tree: FileTree, map: TreeFile): Promise<ReadonlyMap<number, string>> {
  const file = tree.find(map.path.replace(/\.[^.]+$/, '.json'))
  if (file === null || folderOf(file.path) !== folderOf(map.path)) return new Map()
  const root = await readJson(file)
  const entries = isFields(root) ? listAt(root['objects'], 'objects') : []
  return new Map(
    entries.map((entry, index) => {
      const value = isFields(entry) ? entry['value'] : undefined
      const label = isFields(entry) ? entry['label'] : undefined
      if (typeof value !== 'number' || typeof label !== 'string') {
        throw new FieldError(
          `${nameOf(file.path)}: objects[${index}]`,
          'Needs a value and a label.',
        )
      }
      return [value, label]
    }),
  )
}
