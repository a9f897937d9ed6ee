import { foldersOf, stemOf, type FileTree } from '../fileTree.ts'
import { readText } from '../readText.ts'

/**
 * Splits by picture stem from ImageSets. Segmentation's lists go before Main's; `trainval` is the two together and says
 * nothing of its own; Main's lists by class (`cat_train.txt`) say what train.txt says.
 */
export async function readImageSets(tree: FileTree): Promise<ReadonlyMap<string, string>> {
  const lists = tree
    .withExtension(/\.txt$/i)
    .filter(({ path }) => foldersOf(path).includes('ImageSets'))
    .filter(({ path }) => !/^trainval$|_/.test(stemOf(path)))
    .sort((a, b) => rank(a.path) - rank(b.path))
  const splits = new Map<string, string>()
  for (const file of lists) {
    const split = stemOf(file.path)
    for (const line of (await readText(file)).split(/\r?\n/)) {
      const stem = line.trim().split(/\s+/)[0] ?? ''
      if (stem !== '' && !splits.has(stem)) splits.set(stem, split)
    }
  }
  return splits
}

function rank(path: string): number {
  const folders = foldersOf(path)
  return folders.includes('Segmentation') ? 0 : folders.includes('Main') ? 1 : 2
}
