import type { Category, Dataset, DatasetImage, ExtraFields, Json } from '../../../domain/dataset.ts'
import type { ImageSize } from '../../../domain/image.ts'
import { forEachColumnRun } from '../../../domain/mask/columnRuns.ts'
import { decodeCounts } from '../../../domain/mask/counts.ts'
import type { MaskRle } from '../../../domain/maskRle.ts'
import { encodePng } from '../../export/encodePng.ts'
import type { NamedFile } from '../../export/zipFiles.ts'
import { stemOf } from '../fileTree.ts'
import { VOC_CLASSES, VOC_VOID, vocColour } from './vocClasses.ts'
import { objectMask } from '../../../domain/objectMask.ts'

/** Palette indices between background and void. */
const MAX_OBJECTS = 254

/**
 * A dataset as Pascal VOC: XML with boxes, SegmentationObject and SegmentationClass, ImageSets. VOC holds one object a
 * pixel: where masks overlap the smaller is on top.
 */
export async function* writeVoc(
  { categories, images }: Dataset,
  pictureOf: (imageId: number) => Promise<Blob>,
): AsyncGenerator<NamedFile> {
  const root = 'VOCdevkit/VOC2012'
  const names = new Map(categories.map(({ id, name }) => [id, name]))
  const indices = classIndices(categories)
  for (const split of new Set(images.map((image) => image.split))) {
    if (split === null) continue
    const stems = images.filter((image) => image.split === split).map(({ name }) => stemOf(name))
    const file = new Blob([`${stems.join('\n')}\n`])
    yield { path: `${root}/ImageSets/Segmentation/${split}.txt`, file }
  }
  for (const image of images) {
    const stem = stemOf(image.name)
    const xml = new Blob([annotationXml(image, names)])
    yield { path: `${root}/Annotations/${stem}.xml`, file: xml }
    const { objects, classes } = paintMaps(image, indices)
    const object = palettePng(objects, image.size)
    const klass = palettePng(classes, image.size)
    yield { path: `${root}/SegmentationObject/${stem}.png`, file: new Blob([object]) }
    yield { path: `${root}/SegmentationClass/${stem}.png`, file: new Blob([klass]) }
    yield { path: `${root}/JPEGImages/${image.name}`, file: await pictureOf(image.id) }
  }
}

/** VOC's own classes have VOC's indices, others follow after them. */
function classIndices(categories: readonly Category[]): ReadonlyMap<number, number> {
  const known: readonly string[] = VOC_CLASSES
  let next = known.length + 1
  return new Map(
    categories.map(({ id, name }) => [id, known.includes(name) ? known.indexOf(name) + 1 : next++]),
  )
}

function paintMaps({ objects, size, extra }: DatasetImage, indices: ReadonlyMap<number, number>) {
  const objectMap = new Uint8Array(size.width * size.height)
  const classMap = new Uint8Array(size.width * size.height)
  const painted = objects
    .slice(0, MAX_OBJECTS)
    .map((object, index) => ({ object, value: index + 1 }))
    .filter(({ object }) => object.shape.kind !== 'box')
    .sort((a, b) => b.object.area - a.object.area)
  for (const { object, value } of painted) {
    const mask = objectMask(object, size)
    paint(objectMap, mask, value)
    paint(classMap, mask, indices.get(object.categoryId) ?? 0)
  }
  const counts = extra?.['void']
  if (typeof counts === 'string') {
    const rest = decodeCounts(counts, size)
    paint(objectMap, rest, VOC_VOID)
    paint(classMap, rest, VOC_VOID)
  }
  return { objects: objectMap, classes: classMap }
}

function paint(map: Uint8Array, mask: MaskRle, value: number): void {
  const { width } = mask.size
  forEachColumnRun(mask, (x, top, bottom) => {
    for (let at = top * width + x; at < bottom * width + x; at += width) map[at] = value
  })
}

function palettePng(values: Uint8Array, size: ImageSize): Uint8Array<ArrayBuffer> {
  const palette = Uint8Array.from({ length: 256 }, (_, index) => index).reduce((colours, index) => {
    colours.set(vocColour(index), 3 * index)
    return colours
  }, new Uint8Array(768))
  return encodePng({ ...size, values, palette })
}

function annotationXml(image: DatasetImage, names: ReadonlyMap<number, string>): string {
  const { width, height } = image.size
  const lines = [
    '<annotation>',
    `\t<filename>${escape(image.name)}</filename>`,
    ...extraLines(image.extra, 1, new Set(['void'])),
    `\t<size><width>${width}</width><height>${height}</height><depth>3</depth></size>`,
  ]
  for (const object of image.objects) {
    const { x, y, width: w, height: h } = object.box
    lines.push(
      '\t<object>',
      `\t\t<name>${escape(names.get(object.categoryId) ?? 'object')}</name>`,
      ...extraLines(object.extra, 2, new Set()),
      `\t\t<difficult>${object.ignore ? 1 : 0}</difficult>`,
      `\t\t<bndbox><xmin>${x + 1}</xmin><ymin>${y + 1}</ymin><xmax>${x + w}</xmax><ymax>${y + h}</ymax></bndbox>`,
      '\t</object>',
    )
  }
  lines.push('</annotation>', '')
  return lines.join('\n')
}

/** Names XML takes for elements; a field of another name is left out. */
const ELEMENT_NAME = /^[A-Za-z_][\w.-]*$/

function extraLines(
  extra: ExtraFields | undefined,
  depth: number,
  left: ReadonlySet<string>,
): readonly string[] {
  return Object.entries(extra ?? {}).flatMap(([name, value]) =>
    left.has(name) || !ELEMENT_NAME.test(name) ? [] : elementLines(name, value, depth),
  )
}

function elementLines(name: string, value: Json, depth: number): readonly string[] {
  const indent = '\t'.repeat(depth)
  if (Array.isArray(value)) {
    return (value as readonly Json[]).flatMap((each) => elementLines(name, each, depth))
  }
  if (typeof value === 'object' && value !== null) {
    const children = extraLines(value as ExtraFields, depth + 1, new Set())
    return [`${indent}<${name}>`, ...children, `${indent}</${name}>`]
  }
  return [`${indent}<${name}>${escape(String(value))}</${name}>`]
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
