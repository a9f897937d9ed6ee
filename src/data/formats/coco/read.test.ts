import { describe, expect, it } from 'vitest'
import { treeOfFiles } from '../../../../tools/testing/treeOfFolder.ts'
import { encodeCounts } from '../../../domain/mask/counts.ts'
import { encodeMask } from '../../../domain/mask/encode.ts'
import { LimnError } from '../../../domain/failure.ts'
import { encodePng } from '../../export/encodePng.ts'
import { ReportBuilder } from '../importReport.ts'
import { readTree } from '../readTree.ts'
import { storedSizeOf } from '../storedSizeOf.ts'

const size = { width: 6, height: 4 }
const picture = encodePng({ ...size, values: new Uint8Array(24) })
const mask = encodeMask(
  Uint8Array.from({ length: 24 }, (_, at) => (at % 6 < 2 ? 1 : 0)),
  size,
)
const square = [1, 1, 4, 1, 4, 3, 1, 3]

const annotation = (fields: Record<string, unknown>) => ({
  id: 1,
  image_id: 10,
  category_id: 3,
  segmentation: [square],
  bbox: [1, 1, 3, 2],
  area: 6,
  iscrowd: 0,
  ...fields,
})

const dataset = (annotations: readonly unknown[], more: Record<string, unknown> = {}) => ({
  info: { description: 'small' },
  categories: [{ id: 3, name: 'cup', supercategory: 'kitchen', color: '#f00' }],
  images: [{ id: 10, file_name: 'a.png', ...size, license: 4 }],
  annotations,
  ...more,
})

async function read(files: Readonly<Record<string, string | Uint8Array>>) {
  const report = new ReportBuilder()
  const found = await readTree(treeOfFiles(files), { report, sizeOf: storedSizeOf })
  const { images } = found.dataset
  const objects = images.reduce((total, image) => total + image.objects.length, 0)
  return { ...found, report: report.finish(found.format, { images: images.length, objects }) }
}

const readOne = (json: unknown) =>
  read({ 'images/a.png': picture, 'annotations/instances_val.json': JSON.stringify(json) })

describe('a COCO dataset', () => {
  it('keeps polygons, both kinds of run lengths, crowds and fields Limn does not know', async () => {
    const { dataset: found, report } = await readOne(
      dataset([
        annotation({ keypoints: [1, 2, 2] }),
        annotation({
          id: 2,
          segmentation: { size: [4, 6], counts: [...mask.counts] },
          iscrowd: 1,
        }),
        annotation({ id: 3, segmentation: { size: [4, 6], counts: encodeCounts(mask) } }),
        annotation({ id: 4, segmentation: [] }),
      ]),
    )
    expect(report).toMatchObject({ format: 'COCO', images: 1, objects: 4, skipped: 0, changed: 0 })
    expect(found.categories).toEqual([
      { id: 3, name: 'cup', supercategory: 'kitchen', extra: { color: '#f00' } },
    ])
    const [image] = found.images
    expect(image).toMatchObject({
      id: 10,
      name: 'a.png',
      size,
      split: 'val',
      extra: { license: 4 },
    })
    const [polygon, crowd, compressed, boxOnly] = image?.objects ?? []
    expect(polygon?.shape).toEqual({ kind: 'polygons', polygons: [square] })
    expect(polygon?.extra).toEqual({ keypoints: [1, 2, 2] })
    expect(crowd).toMatchObject({ isCrowd: true, shape: { kind: 'mask', mask } })
    expect(compressed).toMatchObject({ isCrowd: false, shape: { kind: 'mask', mask } })
    expect(boxOnly?.shape).toEqual({ kind: 'box' })
    expect(found.extra).toEqual({ info: { description: 'small' } })
  })

  it('computes box and area where the file has none', async () => {
    const { dataset: found } = await readOne(
      dataset([annotation({ bbox: undefined, area: undefined })]),
    )
    expect(found.images[0]?.objects[0]).toMatchObject({
      box: { x: 1, y: 1, width: 3, height: 2 },
      area: 6,
    })
  })

  it('numbers anew what has no usable id, and says so', async () => {
    const { dataset: found, report } = await readOne(
      dataset([annotation({ id: 'a7', image_id: 'x' }), annotation({ id: 0, image_id: 'x' })], {
        images: [{ id: 'x', file_name: 'a.png', ...size }],
      }),
    )
    expect(found.images[0]?.objects.map(({ id }) => id)).toEqual([1, 2])
    expect(report.changed).toBe(3)
  })

  it.each([
    [{ segmentation: [[1, 2, 3]] }, 'annotations[0].segmentation[0]', 'no polygon'],
    [{ segmentation: [[1, 2, 3, 4, 5, 1e12]] }, 'annotations[0].segmentation[0][5]', 'far outside'],
    [{ segmentation: { size: [6, 4], counts: [24] } }, 'annotations[0].segmentation.size', '4 × 6'],
    [{ segmentation: { size: [4, 6], counts: [20] } }, 'annotations[0].segmentation.counts', '20'],
    [{ segmentation: { size: [4, 6], counts: 'zz~' } }, 'annotations[0].segmentation.counts', ''],
    [{ category_id: 9 }, 'annotations[0].category_id', 'not in the file'],
    [{ image_id: 9 }, 'annotations[0].image_id', 'not read'],
    [{ segmentation: 7 }, 'annotations[0].segmentation', 'list'],
    [{ segmentation: undefined, bbox: [] }, 'annotations[0]', 'neither'],
  ])('says where %j is wrong and reads the rest', async (fields, place, why) => {
    const { dataset: found, report } = await readOne(
      dataset([annotation(fields), annotation({ id: 2 })]),
    )
    expect(found.images[0]?.objects.map(({ id }) => id)).toEqual([2])
    expect(report.skipped).toBe(1)
    expect(report.notes[0]).toMatchObject({
      kind: 'skipped',
      file: 'annotations/instances_val.json',
      place,
    })
    expect(report.notes[0]?.why).toContain(why)
  })

  it('joins the files of several splits, classes by name and ids without clash', async () => {
    const { dataset: found } = await read({
      'train/a.png': picture,
      'val/a.png': picture,
      'annotations/instances_train.json': JSON.stringify(dataset([annotation({})])),
      'annotations/instances_val.json': JSON.stringify(
        dataset([annotation({ category_id: 1 })], { categories: [{ id: 1, name: 'cup' }] }),
      ),
    })
    expect(found.categories).toHaveLength(1)
    expect(found.images.map(({ split }) => split)).toEqual(['train', 'val'])
    expect(new Set(found.images.map(({ id }) => id)).size).toBe(2)
    expect(
      found.images.flatMap(({ objects }) => objects.map(({ categoryId }) => categoryId)),
    ).toEqual([3, 3])
  })

  it('names the line of a JSON file that does not parse', async () => {
    const good = JSON.stringify(dataset([annotation({})]))
    const { report } = await read({
      'a.png': picture,
      'instances_train.json': good,
      'instances_val.json': '{"images": [],\n"annotations": [}',
    })
    expect(report.notes).toContainEqual({
      kind: 'skipped',
      file: 'instances_val.json',
      place: 'line 2',
      why: 'Is not valid JSON.',
    })
  })

  it('fails with a remedy when no picture came along', async () => {
    const json = JSON.stringify(dataset([annotation({})]))
    await expect(read({ 'instances_val.json': json })).rejects.toThrow(LimnError)
  })
})
