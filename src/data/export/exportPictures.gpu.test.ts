import { unzipSync, strFromU8 } from 'fflate'
import { describe, expect, it } from 'vitest'
import type { ExportFormat, ExportPicture } from '../../domain/exportRequest.ts'
import type { Instance } from '../../domain/instance.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import { traceOutline } from '../../domain/mask/outline.ts'
import { exportPictures } from './exportPictures.ts'
import { readCoco } from './readCoco.ts'

const size = { width: 160, height: 120 }
const writing = { version: '1.2.3', date: new Date('2026-11-22T12:00:00Z') }

function discAt(id: string, cx: number, cy: number, radius: number): Instance {
  const bitmap = new Uint8Array(size.width * size.height).map((_, at) => {
    const [x, y] = [at % size.width, Math.floor(at / size.width)]
    return Math.hypot(x + 0.5 - cx, y + 0.5 - cy) < radius ? 1 : 0
  })
  const mask = encodeMask(bitmap, size)
  const box = maskBox(mask)
  return {
    id,
    label: id,
    score: 0.5,
    origin: 'detected',
    mask,
    box,
    detectionBox: box,
    area: maskArea(mask),
    outline: traceOutline(mask),
    predictedIou: 0.9,
    logitsId: null,
    prompt: { points: [], box: null },
  }
}

const sheep = discAt('sheep', 50, 60, 30)
const boat = discAt('boat', 120, 50, 20)

/** Every pixel tells its place: red is x, green is y. */
async function gradient(type: string): Promise<Blob> {
  const canvas = new OffscreenCanvas(size.width, size.height)
  const context = canvas.getContext('2d')
  const pixels = new ImageData(size.width, size.height)
  for (let at = 0; at < pixels.data.length / 4; at++) {
    pixels.data.set([at % size.width, Math.floor(at / size.width), 0, 255], 4 * at)
  }
  context?.putImageData(pixels, 0, 0)
  return await canvas.convertToBlob({ type })
}

async function picture(
  name: string,
  instances: readonly Instance[],
  type = 'image/png',
): Promise<ExportPicture> {
  const colours = { sheep: '#00ffff', boat: '#ff00ff' }
  return { name, file: await gradient(type), size, instances, colours, display: DISPLAY }
}

async function pixelsOf(file: Blob) {
  const bitmap = await createImageBitmap(file)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  return {
    size: [bitmap.width, bitmap.height],
    at: (x: number, y: number) => [...(context?.getImageData(x, y, 1, 1).data ?? [])],
  }
}

const unzip = async (file: Blob) => unzipSync(new Uint8Array(await file.arrayBuffer()))

const allFormats: ExportFormat[] = ['coco-polygons', 'coco-rle', 'label-map', 'cut-outs', 'overlay']

const DISPLAY = { opacity: 0.5, outlines: true, boxes: true, labels: true }

describe('exportPictures', () => {
  it('zips everything of several pictures under names that do not clash', async () => {
    const pictures = [
      await picture('farm.jpg', [sheep, boat], 'image/jpeg'),
      await picture('farm.png', [boat]),
    ]
    const fractions: number[] = []
    const { file, name } = await exportPictures(
      { pictures, formats: allFormats },
      { ...writing, onProgress: ({ fraction }) => fractions.push(fraction) },
    )
    expect(name).toBe('limn-export.zip')
    const files = await unzip(file)
    expect(Object.keys(files)).toEqual([
      'limn-export-coco-polygons.json',
      'limn-export-coco-rle.json',
      'farm-labels.png',
      'farm-labels.json',
      'farm-cutouts/01-sheep.png',
      'farm-cutouts/02-boat.png',
      'farm-overlay.jpg',
      'farm-2-labels.png',
      'farm-2-labels.json',
      'farm-2-cutouts/01-boat.png',
      'farm-2-overlay.png',
    ])
    const again = readCoco(strFromU8(files['limn-export-coco-rle.json'] ?? new Uint8Array()))
    expect(again[0]?.objects.map(({ mask }) => mask)).toEqual([sheep.mask, boat.mask])
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b))
    expect(fractions.at(-1)).toBe(1)
  })

  it('leaves one file alone: a cut-out at full resolution on a transparent ground', async () => {
    const pictures = [await picture('boat.png', [boat])]
    const { file, name } = await exportPictures({ pictures, formats: ['cut-outs'] }, writing)
    expect(name).toBe('01-boat.png')
    const pixels = await pixelsOf(file)
    expect(pixels.size).toEqual([40, 40])
    expect(pixels.at(0, 0)).toEqual([0, 0, 0, 0])
    expect(pixels.at(20, 20)).toEqual([120, 50, 0, 255])
  })

  it('draws the overlay in the colours of the screen, the rest untouched', async () => {
    const pictures = [await picture('farm.png', [sheep])]
    const { file, name } = await exportPictures({ pictures, formats: ['overlay'] }, writing)
    expect(name).toBe('farm-overlay.png')
    const pixels = await pixelsOf(file)
    expect(pixels.size).toEqual([160, 120])
    expect(pixels.at(150, 10)).toEqual([150, 10, 0, 255])
    const [red = 0, green = 0, blue = 0] = pixels.at(50, 60)
    expect(Math.abs(red - 25) + Math.abs(green - 157) + Math.abs(blue - 128)).toBeLessThan(6)
  })

  it('says when there is nothing to export and stops when cancelled', async () => {
    const pictures = [await picture('farm.png', [])]
    await expect(exportPictures({ pictures, formats: ['cut-outs'] }, writing)).rejects.toThrow(
      'There is no object to export.',
    )
    const cancelled = exportPictures(
      { pictures, formats: ['overlay'] },
      { ...writing, signal: AbortSignal.abort() },
    )
    await expect(cancelled).rejects.toMatchObject({ name: 'AbortError' })
  })
})
