import type { Dataset } from '../../domain/dataset.ts'
import type { NamedFile } from '../export/zipFiles.ts'
import { writeCocoJson } from './coco/write.ts'
import { writeLabelMaps } from './labelMaps/write.ts'
import { writeVoc } from './voc/write.ts'
import { writeYolo } from './yolo/write.ts'

/** Formats a dataset can be taken away in. */
export type WrittenFormat = 'coco' | 'voc' | 'yolo' | 'label-maps'

type Writer = (
  dataset: Dataset,
  pictureOf: (imageId: number) => Promise<Blob>,
) => AsyncGenerator<NamedFile>

const WRITERS: Readonly<Record<WrittenFormat, Writer>> = {
  coco: writeCoco,
  voc: writeVoc,
  yolo: writeYolo,
  'label-maps': writeLabelMaps,
}

/** The files of a dataset in a format, pictures included, one at a time. */
export async function* writeDataset(
  dataset: Dataset,
  format: WrittenFormat,
  pictureOf: (imageId: number) => Promise<Blob>,
): AsyncGenerator<NamedFile> {
  yield* WRITERS[format](dataset, pictureOf)
}

async function* writeCoco(
  dataset: Dataset,
  pictureOf: (imageId: number) => Promise<Blob>,
): AsyncGenerator<NamedFile> {
  for (const split of new Set(dataset.images.map((image) => image.split))) {
    const json = JSON.stringify(writeCocoJson(dataset, split))
    yield { path: `annotations/instances_${split ?? 'all'}.json`, file: new Blob([json]) }
  }
  for (const { id, name } of dataset.images)
    yield { path: `images/${name}`, file: await pictureOf(id) }
}
