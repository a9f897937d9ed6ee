import type { DatasetImage } from '../../../domain/dataset.ts'
import { fail } from '../../../domain/failure.ts'
import { tiffPages } from '../../tiff/readTiff.ts'
import type { DatasetFormat } from '../datasetFormat.ts'
import { folderOf, nameOf, PICTURE_FILE, splitIn, type TreeFile } from '../fileTree.ts'
import { noteFaults } from '../noteFaults.ts'

const TIFF = /\.tiff?$/i

/** Pictures without labels, to be labelled here; every page of a TIFF is one. */
export const pictures: DatasetFormat = {
  name: 'pictures without labels',

  recognise: (tree) =>
    Promise.resolve(tree.files.some(({ path }) => PICTURE_FILE.test(path)) ? 0.1 : 0),

  read: async (tree, { report, signal, sizeOf, onProgress }) => {
    const images: DatasetImage[] = []
    const files = new Map<number, { file: TreeFile; page?: number }>()
    for (const [index, file] of tree.files.entries()) {
      signal?.throwIfAborted()
      if (!PICTURE_FILE.test(file.path)) {
        report.skip(file.path, '', 'Is no picture.')
        continue
      }
      onProgress?.(index / tree.files.length, `Reading ${nameOf(file.path)}`)
      await noteFaults(report, file.path, async () => {
        const sizes = TIFF.test(file.path)
          ? await tiffPages(new Uint8Array(await (await file.open()).arrayBuffer()), file.path)
          : [await sizeOf(file)]
        for (const [page, size] of sizes.entries()) {
          const id = images.length + 1
          const name = nameOf(file.path)
          images.push({
            id,
            name: sizes.length === 1 ? name : `${name} page ${page + 1}`,
            size,
            split: splitIn(folderOf(file.path)),
            objects: [],
          })
          files.set(id, { file, page })
        }
      })
    }
    if (images.length === 0) {
      fail('bad-request', 'None of the pictures could be read.', 'Drop JPEG, PNG or TIFF files.')
    }
    return { dataset: { name: '', categories: [], images }, pictures: files }
  },
}
