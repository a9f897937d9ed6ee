import { describe, expect, it } from 'vitest'
import type { Dataset, DatasetObject } from '../../domain/dataset.ts'
import { objectMask } from '../../domain/objectMask.ts'
import { drawDataset } from '../drawnDataset.ts'
import { encodePng } from '../export/encodePng.ts'
import { FileTree, type TreeFile } from './fileTree.ts'
import { ReportBuilder } from './importReport.ts'
import { readTree } from './readTree.ts'
import { storedSizeOf } from './storedSizeOf.ts'
import { writeDataset, type WrittenFormat } from './writeDataset.ts'

const drawn = drawDataset({ seed: 21, count: 6, width: 60, height: 44 })
const pixels = new Map(
  drawn.pictures.map(({ image, rgb }) => [
    image.id,
    new Blob([encodePng({ ...image.size, values: rgb, channels: 3 })]),
  ]),
)

async function roundTrip(dataset: Dataset, format: WrittenFormat) {
  const files: TreeFile[] = []
  const pictureOf = (id: number) => Promise.resolve(pixels.get(id) ?? new Blob())
  for await (const { path, file } of writeDataset(dataset, format, pictureOf)) {
    files.push({ path, bytes: file.size, open: () => Promise.resolve(file) })
  }
  const report = new ReportBuilder()
  const read = await readTree(new FileTree(files), { report, sizeOf: storedSizeOf })
  const { skipped, changed } = report.finish(read.format, { images: 0, objects: 0 })
  return { ...read, skipped, changed }
}

/** Everything but ids, which not every format has; by name, as formats order images by it. */
function comparable({ categories, images }: Dataset) {
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  return images
    .map(({ name, size, split, objects }) => ({
      name,
      size,
      split,
      objects: objects
        .map((object) => JSON.stringify([names.get(object.categoryId), runsOf(object, size)]))
        .sort(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function runsOf(object: DatasetObject, size: { width: number; height: number }): number[] {
  return [...objectMask(object, size).counts]
}

describe('a round trip', () => {
  it('through COCO gives back everything: ids, polygons, crowds, fields of others', async () => {
    const [first, ...others] = drawn.dataset.images
    if (first === undefined) throw new Error('nothing was drawn')
    const polygon: DatasetObject = {
      id: 900_000_001,
      categoryId: 2,
      box: { x: 1.5, y: 2, width: 10.25, height: 8 },
      shape: { kind: 'polygons', polygons: [[1.5, 2, 11.75, 2, 11.75, 10, 1.5, 10]] },
      area: 82,
      isCrowd: false,
      ignore: true,
      extra: { score: 0.5, attributes: { occluded: true } },
    }
    const boxOnly: DatasetObject = { ...polygon, id: 900_000_002, shape: { kind: 'box' } }
    const crowd = { ...first.objects[0], id: 900_000_003, isCrowd: true } as DatasetObject
    const dataset: Dataset = {
      ...drawn.dataset,
      name: '',
      extra: { info: { description: 'all of it' } },
      images: [
        { ...first, extra: { license: 4 }, objects: [...first.objects, polygon, boxOnly, crowd] },
        ...others,
      ],
    }
    const { dataset: back, format, skipped, changed } = await roundTrip(dataset, 'coco')
    expect([format, skipped, changed]).toEqual(['COCO', 0, 0])
    expect(back).toEqual(dataset)
  })

  it('through Pascal VOC keeps masks, boxes, splits, difficult and the rest of the XML', async () => {
    const images = drawn.dataset.images.map((image) => ({
      ...image,
      extra: { segmented: '1', source: { database: 'drawn & <own>' } },
      objects: image.objects.map((object, index) => ({
        ...object,
        ignore: index === 0,
        extra: { pose: 'Frontal', part: [{ name: 'a' }, { name: 'b' }] },
      })),
    }))
    const { dataset: back, format, skipped } = await roundTrip({ ...drawn.dataset, images }, 'voc')
    expect([format, skipped]).toEqual(['Pascal VOC', 0])
    expect(comparable(back)).toEqual(comparable(drawn.dataset))
    const [image] = back.images
    expect(image?.extra).toEqual(images[0]?.extra)
    expect(image?.objects.map(({ box, ignore, extra }) => ({ box, ignore, extra }))).toEqual(
      images[0]?.objects.map(({ box, ignore, extra }) => ({ box, ignore, extra })),
    )
  })

  it('through YOLO keeps classes, splits and every pixel', async () => {
    const { dataset: back, format, skipped } = await roundTrip(drawn.dataset, 'yolo')
    expect([format, skipped]).toEqual(['YOLO', 0])
    expect(comparable(back)).toEqual(comparable(drawn.dataset))
  })

  it('through label maps keeps classes, splits and every pixel', async () => {
    const { dataset: back, format, skipped } = await roundTrip(drawn.dataset, 'label-maps')
    expect([format, skipped]).toEqual(['label maps', 0])
    expect(comparable(back)).toEqual(comparable(drawn.dataset))
  })
})
