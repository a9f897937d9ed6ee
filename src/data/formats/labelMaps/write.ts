import type { Dataset } from '../../../domain/dataset.ts'
import { drawnInstance } from '../../../domain/drawnInstance.ts'
import { objectMask } from '../../../domain/objectMask.ts'
import { makeLabelMap } from '../../export/labelMap.ts'
import type { NamedFile } from '../../export/zipFiles.ts'
import { stemOf } from '../fileTree.ts'

/** A dataset as label maps: a PNG a picture whose value n is object n, and a JSON that names the values. */
export async function* writeLabelMaps(
  { categories, images }: Dataset,
  pictureOf: (imageId: number) => Promise<Blob>,
): AsyncGenerator<NamedFile> {
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  for (const image of images) {
    const folder = image.split === null ? '' : `${image.split}/`
    const instances = image.objects.map((object) =>
      drawnInstance({
        id: String(object.id),
        label: names.get(object.categoryId) ?? 'object',
        mask: objectMask(object, image.size),
      }),
    )
    const { png, legend } = makeLabelMap({ name: image.name, size: image.size, instances })
    const stem = stemOf(image.name)
    yield { path: `masks/${folder}${stem}.png`, file: new Blob([png]) }
    yield {
      path: `masks/${folder}${stem}.json`,
      file: new Blob([JSON.stringify(legend, null, 2)]),
    }
    yield { path: `images/${folder}${image.name}`, file: await pictureOf(image.id) }
  }
}
