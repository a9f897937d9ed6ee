import type { Dataset } from '../../domain/dataset.ts'
import { nameOf } from './fileTree.ts'

/** The dataset with every image under a file name of its own, without folders: as files in one folder need it. */
export function uniqueNames(dataset: Dataset): Dataset {
  const taken = new Set<string>()
  const images = dataset.images.map((image) => {
    const plain = nameOf(image.name)
    const dot = plain.lastIndexOf('.')
    const [stem, extension] = dot > 0 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, '']
    let name = plain
    // Names that differ in case, or in their ending, clash as soon as labels are files beside them.
    for (let count = 2; taken.has(stemKey(name)); count++) name = `${stem}-${count}${extension}`
    taken.add(stemKey(name))
    return name === image.name ? image : { ...image, name }
  })
  return { ...dataset, images }
}

function stemKey(name: string): string {
  return name.replace(/\.[^.]+$/, '').toLowerCase()
}
