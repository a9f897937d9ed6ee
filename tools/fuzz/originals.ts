import { drawDataset } from '../../src/data/drawnDataset.ts'
import { encodePng } from '../../src/data/export/encodePng.ts'
import { writeDataset, type WrittenFormat } from '../../src/data/formats/writeDataset.ts'
import { decodeMask } from '../../src/domain/mask/decode.ts'
import { objectMask } from '../../src/domain/objectMask.ts'

export type Files = readonly { readonly path: string; readonly bytes: Uint8Array }[]

const WRITTEN: readonly WrittenFormat[] = ['coco', 'voc', 'yolo', 'label-maps']
const { dataset, pictures } = drawDataset({ seed: 5, count: 2, width: 24, height: 18 })
const pngs = new Map(
  pictures.map(({ image, rgb }) => [
    image.id,
    encodePng({ ...image.size, values: rgb, channels: 3 }),
  ]),
)

/** Small whole datasets, one in every format that is read. */
export async function originals(): Promise<readonly Files[]> {
  return [
    ...(await Promise.all(WRITTEN.map(written))),
    labelme(false),
    labelme(true),
    maskFolders(),
    tiffPictures(),
  ]
}

async function written(format: WrittenFormat): Promise<Files> {
  const files: { path: string; bytes: Uint8Array }[] = []
  const pictureOf = (id: number) =>
    Promise.resolve(new Blob([new Uint8Array(pngs.get(id) ?? new Uint8Array())]))
  for await (const { path, file } of writeDataset(dataset, format, pictureOf)) {
    files.push({ path, bytes: new Uint8Array(await file.arrayBuffer()) })
  }
  return files
}

/** With the pictures beside the JSON, or inside it. */
function labelme(isInside: boolean): Files {
  return dataset.images.flatMap(({ id, name, size, objects }) => {
    const png = pngs.get(id) ?? new Uint8Array()
    const shapes = objects.map(({ box: { x, y, width, height }, categoryId }, index) => ({
      label: dataset.categories.find((each) => each.id === categoryId)?.name ?? 'object',
      points: [
        [x, y],
        [x + width, y],
        [x + width, y + height],
      ],
      group_id: index === 0 ? 1 : null,
      shape_type: 'polygon',
    }))
    const json = {
      version: '5.2.1',
      shapes,
      imagePath: name,
      imageData: isInside ? Buffer.from(png).toString('base64') : null,
      imageHeight: size.height,
      imageWidth: size.width,
    }
    const path = name.replace(/\.png$/, '.json')
    const bytes = new TextEncoder().encode(JSON.stringify(json))
    return isInside
      ? [{ path, bytes }]
      : [
          { path, bytes },
          { path: name, bytes: png },
        ]
  })
}

function maskFolders(): Files {
  return dataset.images.flatMap(({ id, size, objects }) => [
    { path: `set/${id}/images/${id}.png`, bytes: pngs.get(id) ?? new Uint8Array() },
    ...objects.map((object, index) => ({
      path: `set/${id}/masks/${index}.png`,
      bytes: encodePng({
        ...size,
        values: decodeMask(objectMask(object, size)).map((value) => value * 255),
        channels: 1,
      }),
    })),
  ])
}

/** Pictures and label maps as uncompressed grey TIFF of 16 bits. */
function tiffPictures(): Files {
  return dataset.images.flatMap(({ id, size, objects }) => {
    const picture = new Uint16Array(size.width * size.height).map((_, at) => (at * 977) % 60_000)
    const labels = new Uint16Array(size.width * size.height)
    objects.forEach((object, index) => {
      decodeMask(objectMask(object, size)).forEach((value, at) => {
        if (value === 1) labels[at] = index + 1
      })
    })
    return [
      { path: `images/${id}.tif`, bytes: encodeTiff(picture, size.width) },
      { path: `masks/${id}.tif`, bytes: encodeTiff(labels, size.width) },
    ]
  })
}

/** TIFF 6.0, little-endian, one strip. */
function encodeTiff(values: Uint16Array, width: number): Uint8Array {
  const height = values.length / width
  const entries: readonly (readonly [tag: number, type: number, value: number])[] = [
    [256, 4, width],
    [257, 4, height],
    [258, 3, 16],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, height],
    [279, 4, values.byteLength],
    [339, 3, 1],
  ]
  const directory = 8 + values.byteLength
  const bytes = new Uint8Array(directory + 2 + entries.length * 12 + 4)
  const view = new DataView(bytes.buffer)
  bytes.set([0x49, 0x49, 42, 0])
  view.setUint32(4, directory, true)
  values.forEach((value, at) => view.setUint16(8 + 2 * at, value, true))
  view.setUint16(directory, entries.length, true)
  entries.forEach(([tag, type, value], index) => {
    const at = directory + 2 + index * 12
    view.setUint16(at, tag, true)
    view.setUint16(at + 2, type, true)
    view.setUint32(at + 4, 1, true)
    view.setUint32(at + 8, value, true)
  })
  return bytes
}
