import { describe, expect, it } from 'vitest'
import { treeOfFiles } from '../../../tools/testing/treeOfFolder.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { objectMask } from '../../domain/objectMask.ts'
import { encodePng } from '../export/encodePng.ts'
import { ReportBuilder } from './importReport.ts'
import { readTree } from './readTree.ts'
import { storedSizeOf } from './storedSizeOf.ts'

const size = { width: 20, height: 10 }
const picture = encodePng({ ...size, values: new Uint8Array(200) })

/** A grey PNG whose pixels of columns `from` up to `to` are `value`. */
function columns(bands: readonly [from: number, to: number, value: number][], wide = false) {
  const values = new (wide ? Uint16Array : Uint8Array)(200)
  for (const [from, to, value] of bands) {
    for (let at = 0; at < 200; at++) if (at % 20 >= from && at % 20 < to) values[at] = value
  }
  return encodePng({ ...size, values })
}

async function read(files: Readonly<Record<string, string | Uint8Array>>) {
  const report = new ReportBuilder()
  const { dataset, format } = await readTree(treeOfFiles(files), { report, sizeOf: storedSizeOf })
  const names = new Map(dataset.categories.map(({ id, name }) => [id, name]))
  const images = dataset.images.map(({ name, split, objects }) => ({
    name,
    split,
    objects: objects.map((object) => [
      names.get(object.categoryId),
      maskArea(objectMask(object, size)),
    ]),
  }))
  const { notes } = report.finish(format, { images: 0, objects: 0 })
  return { format, images, notes: notes.filter(({ kind }) => kind === 'skipped') }
}

describe('datasets of other kinds', () => {
  it('YOLO: polygons and boxes as shares, names and splits from data.yaml', async () => {
    const { format, images, notes } = await read({
      'set/data.yaml': 'train: ../train/images\nval: ../valid/images\nnames: {0: cup, 1: plate}\n',
      'set/train/images/a.png': picture,
      'set/train/labels/a.txt': '1 0 0 0.5 0 0.5 1 0 1\n0 0.5 0.5 0.2 0.4\n',
      'set/valid/images/b.png': picture,
      'set/valid/labels/b.txt': '0 0 0 0.5\n0 0 zero 1 1 1 1\n\n7 0 0 1 0 1 1 0 1',
    })
    expect(format).toBe('YOLO')
    expect(images).toEqual([
      {
        name: 'a.png',
        split: 'train',
        objects: [
          ['plate', 100],
          ['cup', 16],
        ],
      },
      { name: 'b.png', split: 'val', objects: [['class 7', 200]] },
    ])
    expect(notes.map(({ file, place }) => [file, place])).toEqual([
      ['set/valid/labels/b.txt', 'line 1'],
      ['set/valid/labels/b.txt', 'line 2'],
    ])
  })

  it('LabelMe: polygons, rectangles, circles and groups', async () => {
    const shape = (label: string, points: number[][], more = {}) => ({ label, points, ...more })
    const { format, images, notes } = await read({
      'a.png': picture,
      'a.json': JSON.stringify({
        imagePath: '..\\somewhere\\a.png',
        shapes: [
          shape('cup', [
            [0, 0],
            [4, 0],
            [4, 5],
            [0, 5],
          ]),
          shape(
            'dish',
            [
              [6, 6],
              [10, 8],
            ],
            { shape_type: 'rectangle', group_id: 1 },
          ),
          shape(
            'dish',
            [
              [12, 6],
              [14, 8],
            ],
            { shape_type: 'rectangle', group_id: 1 },
          ),
          shape('tip', [[3, 3]], { shape_type: 'point' }),
        ],
      }),
    })
    expect(format).toBe('LabelMe')
    expect(images[0]?.objects).toEqual([
      ['cup', 20],
      ['dish', 12],
    ])
    expect(notes).toMatchObject([{ file: 'a.json', place: 'shapes[3]' }])
  })

  it('one mask file an object, beside its picture', async () => {
    const { format, images } = await read({
      'stage1_train/x/images/x.png': picture,
      'stage1_train/x/masks/1.png': columns([[0, 3, 255]]),
      'stage1_train/x/masks/2.png': columns([[5, 6, 1]]),
    })
    expect(format).toBe('pictures with a mask file an object')
    expect(images).toEqual([
      {
        name: 'x.png',
        split: 'train',
        objects: [
          ['object', 30],
          ['object', 10],
        ],
      },
    ])
  })

  it('label maps of 8 and 16 bits, classes from the JSON beside them', async () => {
    const { format, images, notes } = await read({
      'images/a.png': picture,
      'masks/a.png': columns([
        [0, 3, 1],
        [3, 4, 2],
      ]),
      'masks/a.json': JSON.stringify({
        objects: [
          { value: 1, label: 'cell' },
          { value: 2, label: 'spot' },
        ],
      }),
      'images/b.png': picture,
      'masks/b.png': columns([[0, 2, 40_000]], true),
      'images/c.png': picture,
      'masks/c.png': encodePng({ width: 3, height: 3, values: new Uint8Array(9) }),
    })
    expect(format).toBe('label maps')
    expect(images.map(({ objects }) => objects)).toEqual([
      [
        ['cell', 30],
        ['spot', 10],
      ],
      [['object', 20]],
    ])
    expect(notes).toMatchObject([{ file: 'masks/c.png', why: 'Is 3 × 3, its picture 20 × 10.' }])
  })

  it('takes pictures without labels as pictures to label', async () => {
    const { format, images } = await read({ 'p/a.png': picture, 'p/b.png': picture })
    expect(format).toBe('pictures without labels')
    expect(images.map(({ name, objects }) => [name, objects.length])).toEqual([
      ['a.png', 0],
      ['b.png', 0],
    ])
  })

  it('says that nothing was recognised among other files', async () => {
    await expect(read({ 'notes.txt': 'hello' })).rejects.toThrow('No dataset was recognised')
  })
})
