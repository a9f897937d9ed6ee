import type { Category, DatasetImage, DatasetObject } from '../../../domain/dataset.ts'
import { fail } from '../../../domain/failure.ts'
import { maskArea } from '../../../domain/mask/area.ts'
import { maskBox } from '../../../domain/mask/box.ts'
import type { DatasetFormat } from '../datasetFormat.ts'
import {
  folderOf,
  nameOf,
  PICTURE_FILE,
  splitIn,
  type FileTree,
  type TreeFile,
} from '../fileTree.ts'
import { noteFaults } from '../noteFaults.ts'
import { readBinaryMask } from '../labelMaps/readBinaryMask.ts'

const OBJECT: Category = { id: 1, name: 'object', supercategory: '' }

/**
 * A folder a picture, with one mask file an object: `ID/images/ID.png` and `ID/masks/*.png`, as the Data Science Bowl
 * 2018 lays out its nuclei.
 */
export const maskFolders: DatasetFormat = {
  name: 'pictures with a mask file an object',

  recognise: (tree) => Promise.resolve(picturesWithMasks(tree).length > 0 ? 0.85 : 0),

  read: async (tree, { report, signal, onProgress, sizeOf }) => {
    const images: DatasetImage[] = []
    const pictures = new Map<number, { file: TreeFile }>()
    const found = picturesWithMasks(tree)
    let objectId = 0
    for (const [index, { picture, masks }] of found.entries()) {
      signal?.throwIfAborted()
      onProgress?.(index / found.length, `Reading ${nameOf(picture.path)}`)
      await noteFaults(report, picture.path, async () => {
        const size = await sizeOf(picture)
        const objects: DatasetObject[] = []
        for (const file of masks) {
          await noteFaults(report, file.path, async () => {
            const mask = await readBinaryMask(file, size)
            objects.push({
              id: ++objectId,
              categoryId: OBJECT.id,
              box: maskBox(mask),
              shape: { kind: 'mask', mask },
              area: maskArea(mask),
              isCrowd: false,
              ignore: false,
            })
          })
        }
        const id = images.length + 1
        images.push({
          id,
          name: nameOf(picture.path),
          size,
          split: splitIn(folderOf(picture.path)),
          objects,
        })
        pictures.set(id, { file: picture })
      })
    }
    if (images.length === 0) {
      fail(
        'bad-request',
        'None of the pictures beside the mask folders could be read.',
        'Drop the folder that holds the folders “images” and “masks”.',
      )
    }
    report.say(
      folderOf(folderOf(found[0]?.picture.path ?? '')),
      'Every object is of the class “object”: rename it under Classes.',
    )
    return { dataset: { name: '', categories: [OBJECT], images }, pictures }
  },
}

/** Folders that hold `images` with one picture and `masks` with any number. */
function picturesWithMasks(tree: FileTree) {
  const images = new Map<string, TreeFile[]>()
  const masks = new Map<string, TreeFile[]>()
  for (const file of tree.files) {
    if (!PICTURE_FILE.test(file.path)) continue
    const folder = folderOf(file.path)
    const kind = nameOf(folder)
    const target = kind === 'images' ? images : kind === 'masks' ? masks : null
    if (target === null) continue
    const parent = folderOf(folder)
    const list = target.get(parent)
    if (list === undefined) target.set(parent, [file])
    else list.push(file)
  }
  return [...images].flatMap(([parent, files]) => {
    const [picture] = files
    const own = masks.get(parent)
    if (picture === undefined || files.length !== 1 || own === undefined) return []
    return [{ picture, masks: own }]
  })
}
