import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium, type Page } from 'playwright'
import { decodePng } from '../../src/data/png/decodePng.ts'
import { readSegmentation } from '../../src/data/formats/coco/segmentation.ts'
import { trainingSampleOf } from '../../src/data/trainingSampleOf.ts'
import type { Category, DatasetObject } from '../../src/domain/dataset.ts'
import type { TrainingSample } from '../../src/domain/trainingSample.ts'
import { findInstalledBrowser } from '../browser.ts'

interface CocoFile {
  readonly images: readonly {
    readonly id: number
    readonly file_name: string
    readonly width: number
    readonly height: number
  }[]
  readonly annotations: readonly {
    readonly id: number
    readonly image_id: number
    readonly category_id: number
    readonly bbox: readonly [number, number, number, number]
    readonly area: number
    readonly iscrowd?: 0 | 1
    readonly segmentation: unknown
  }[]
  readonly categories: readonly { readonly id: number; readonly name: string }[]
}

export interface CocoFolder {
  readonly categories: readonly Category[]
  readonly samples: readonly TrainingSample[]
}

/**
 * Pictures and objects of one split of a COCO dataset on disk. PNG is decoded here; JPEG by a browser, as the app does.
 *
 * @param most pictures, the first of the list
 */
export async function readCocoFolder(
  folder: string,
  { list, split, most }: { readonly list: string; readonly split: string; readonly most: number },
): Promise<CocoFolder> {
  const file = path.join(folder, 'annotations', `${list}_${split}.json`)
  // A known file of a known dataset; what it lacks fails below.
  const known = JSON.parse(await readFile(file, 'utf8')) as CocoFile
  const categories = known.categories.map(({ id, name }) => ({ id, name, supercategory: '' }))
  const decoder = new PictureDecoder()
  const samples: TrainingSample[] = []
  try {
    for (const { id, file_name: name, width, height } of known.images.slice(0, most)) {
      const size = { width, height }
      const objects = known.annotations
        .filter((each) => each.image_id === id)
        .map((each): DatasetObject => {
          const [x, y, w, h] = each.bbox
          return {
            id: each.id,
            categoryId: each.category_id,
            box: { x, y, width: w, height: h },
            shape: readSegmentation(each.segmentation, size, name),
            area: each.area,
            isCrowd: each.iscrowd === 1,
            ignore: false,
          }
        })
      const bytes = await readFile(path.join(folder, 'images', split, name))
      const rgb = await decoder.decode(bytes, name)
      if (rgb.length !== width * height * 3) throw new Error(`${name} is not ${width}x${height}.`)
      samples.push(trainingSampleOf({ size, objects }, rgb, categories))
    }
  } finally {
    await decoder.close()
  }
  return { categories, samples }
}

class PictureDecoder {
  #page: Promise<Page> | null = null

  async decode(bytes: Uint8Array, name: string): Promise<Uint8Array> {
    if (!name.toLowerCase().endsWith('.png')) return this.#decodeInBrowser(bytes)
    const { width, height, channels, samples } = decodePng(bytes, name)
    return Uint8Array.from({ length: width * height * 3 }, (_, i) => {
      const at =
        channels <= 2 ? Math.floor(i / 3) * channels : Math.floor(i / 3) * channels + (i % 3)
      return Number(samples[at])
    })
  }

  async close(): Promise<void> {
    await (await this.#page)?.context().browser()?.close()
  }

  async #decodeInBrowser(bytes: Uint8Array): Promise<Uint8Array> {
    this.#page ??= openPage()
    const base64 = await (
      await this.#page
    ).evaluate(async (jpeg) => {
      const own = Uint8Array.from(atob(jpeg), (character) => character.charCodeAt(0))
      const picture = await createImageBitmap(new Blob([own]), { colorSpaceConversion: 'none' })
      const canvas = new OffscreenCanvas(picture.width, picture.height)
      const context = canvas.getContext('2d')
      if (context === null) throw new Error('This browser has no canvas.')
      context.drawImage(picture, 0, 0)
      const { data } = context.getImageData(0, 0, picture.width, picture.height)
      let text = ''
      for (let i = 0; i < data.length; i += 4) {
        text += String.fromCharCode(data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0)
      }
      return btoa(text)
    }, Buffer.from(bytes).toString('base64'))
    return new Uint8Array(Buffer.from(base64, 'base64'))
  }
}

async function openPage(): Promise<Page> {
  const executablePath = findInstalledBrowser()
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const browser = await chromium.launch({ args, ...(executablePath && { executablePath }) })
  return browser.newPage()
}
