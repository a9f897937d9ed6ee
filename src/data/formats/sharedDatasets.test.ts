import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { treeOfFolder } from '../../../tools/testing/treeOfFolder.ts'
import type { Dataset } from '../../domain/dataset.ts'
import { ReportBuilder } from './importReport.ts'
import { readTree } from './readTree.ts'
import { storedSizeOf } from './storedSizeOf.ts'

const SHARED = '../shared/datasets'

async function read(folder: string) {
  const report = new ReportBuilder()
  const read = await readTree(treeOfFolder(`${SHARED}/${folder}`), { report, sizeOf: storedSizeOf })
  return { ...read, report: report.finish(read.format, { images: 0, objects: 0 }) }
}

function inSplit({ images }: Dataset, split: string) {
  const found = images.filter((image) => image.split === split)
  return [found.length, found.reduce((total, { objects }) => total + objects.length, 0)]
}

// Counts as each dataset's SOURCE.md states them.
describe.skipIf(!existsSync(SHARED))('the shared datasets', () => {
  it('coco-cc reads as COCO, its second set of labels is named as left out', async () => {
    const { dataset, pictures, report } = await read('coco-cc')
    expect(report.format).toBe('COCO')
    expect(dataset.categories).toHaveLength(80)
    expect(inSplit(dataset, 'train')).toEqual([137, 1216])
    expect(inSplit(dataset, 'val')).toEqual([28, 212])
    expect(pictures.size).toBe(165)
    expect(report.notes.filter(({ kind }) => kind === 'skipped').map(({ file }) => file)).toEqual([
      'annotations/person_train.json',
      'annotations/person_val.json',
    ])
  })

  it('nuclei-dsb2018 reads as COCO with compressed masks', async () => {
    const { dataset } = await read('nuclei-dsb2018')
    expect(inSplit(dataset, 'train')).toEqual([483, 22_188])
    expect(inSplit(dataset, 'val')).toEqual([100, 3314])
    expect(dataset.images[0]?.extra).toHaveProperty('source_id')
  })

  it('facade-ccby reads as COCO', async () => {
    const { dataset } = await read('facade-ccby')
    expect(dataset.categories).toHaveLength(10)
    expect(inSplit(dataset, 'train')).toEqual([97, 3125])
    expect(inSplit(dataset, 'val')).toEqual([24, 686])
  })

  it('voc-cc reads as Pascal VOC, masks paired with the objects of the XML', async () => {
    const { dataset, report } = await read('voc-cc')
    expect(report.format).toBe('Pascal VOC')
    expect(report.skipped).toBe(0)
    expect(dataset.categories.map(({ name }) => name).slice(0, 3)).toEqual([
      'aeroplane',
      'bicycle',
      'bird',
    ])
    expect(inSplit(dataset, 'train')[0]).toBe(98)
    expect(inSplit(dataset, 'val')[0]).toBe(20)
    const objects = dataset.images.flatMap((image) => image.objects)
    expect(objects).toHaveLength(720)
    const boxesOnly = objects.filter(({ shape }) => shape.kind === 'box')
    // Only what is marked difficult is not visible in SegmentationObject.
    expect(boxesOnly.every(({ ignore }) => ignore)).toBe(true)
  })

  it('the Data Science Bowl’s own layout reads as pictures with a mask file an object', async () => {
    const { dataset, report } = await read('nuclei-dsb2018/original-layout-sample')
    expect(report.format).toBe('pictures with a mask file an object')
    expect(report.skipped).toBe(0)
    expect(dataset.images).toHaveLength(6)
    expect(dataset.images.every(({ objects }) => objects.length > 0)).toBe(true)
  })
})
