import type { ExportFormat, ExportPicture } from '../../domain/exportRequest.ts'
import { fail } from '../../domain/failure.ts'
import { MAX_IMAGE_PIXELS } from '../../domain/image.ts'
import { decodePicture } from '../media/decodePicture.ts'
import { readPictureHeader } from '../media/inspectImage.ts'
import { cutOut } from './cutOut.ts'
import { drawOverlay } from './drawOverlay.ts'
import { safeName, uniqueStems } from './fileNames.ts'
import { makeLabelMap } from './labelMap.ts'
import { writeCoco } from './writeCoco.ts'
import { ZipWriter, type NamedFile } from './zipFiles.ts'

export interface ExportOptions {
  /** Version of Limn, for the files that name it. */
  readonly version: string
  readonly date: Date
  readonly signal?: AbortSignal
  readonly onProgress?: (progress: { fraction: number; text: string }) => void
}

interface ExportRequest {
  readonly pictures: readonly ExportPicture[]
  readonly formats: readonly ExportFormat[]
}

/** A picture under the name its files begin with. */
interface NamedPicture extends ExportPicture {
  readonly stem: string
}

/**
 * Makes every asked format of every picture: one file as it is, several as a zip. Throws a LimnError when nothing comes
 * of it, a picture no longer reads, or the zip would be too large; an AbortError after a cancel.
 */
export async function exportPictures(
  { pictures, formats }: ExportRequest,
  { signal, onProgress, ...writing }: ExportOptions,
): Promise<{ file: Blob; name: string }> {
  const stems = uniqueStems(pictures.map(({ name }) => name))
  const named = pictures.map((picture, at) => ({ ...picture, stem: stems[at] ?? 'picture' }))
  const [only] = named
  const baseName = named.length === 1 && only !== undefined ? only.stem : 'limn-export'
  const zip = new ZipWriter(writing.date)
  let first: NamedFile | null = null
  let count = 0
  const keep = async (made: NamedFile) => {
    signal?.throwIfAborted()
    first ??= made
    count += 1
    await zip.add(made)
  }

  const datasets = COCO_FORMATS.filter((format) => formats.includes(format))
  const perPicture = formats.filter((format) => !datasets.some((dataset) => dataset === format))
  const steps = named.length * (datasets.length + perPicture.length)
  let done = 0
  const begin = async (text: string, weight = 1) => {
    await nextTurn()
    signal?.throwIfAborted()
    onProgress?.({ fraction: done / steps, text })
    done += weight
  }

  for (const format of datasets) {
    const beforePicture = (index: number) =>
      begin(`Writing COCO JSON, picture ${index + 1} of ${named.length}`)
    const segmentation = format === 'coco-rle' ? 'rle' : 'polygons'
    const dataset = await writeCoco(named, { segmentation, beforePicture, ...writing })
    await keep({ path: `${baseName}-${format}.json`, file: jsonBlob(dataset) })
  }
  for (const picture of perPicture.length === 0 ? [] : named) {
    await begin(`Writing ${picture.name}`, perPicture.length)
    for await (const file of makePictureFiles(picture, perPicture)) await keep(file)
  }
  onProgress?.({ fraction: 1, text: 'Done' })
  const made = first as NamedFile | null
  if (made === null) {
    return fail('bad-request', 'There is no object to export.', 'Show or add an object first.')
  }
  if (count > 1) return { file: zip.finish(), name: `${baseName}.zip` }
  return { file: made.file, name: made.path.split('/').at(-1) ?? made.path }
}

const COCO_FORMATS = ['coco-polygons', 'coco-rle'] as const

/** Lets messages in, a cancel among them. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve))
}

async function* makePictureFiles(
  picture: NamedPicture,
  formats: readonly ExportFormat[],
): AsyncGenerator<NamedFile> {
  requireDrawable(picture)
  if (formats.includes('label-map')) yield* makeLabelMapFiles(picture)
  yield* makePixelFiles(picture, formats)
}

/** Label maps, overlays and cut-outs are made on a canvas as large as the picture. */
function requireDrawable({ name, size }: NamedPicture): void {
  const pixels = size.width * size.height
  if (pixels <= MAX_IMAGE_PIXELS) return
  fail(
    'image-too-large',
    `${name} has ${Math.round(pixels / 1e6)} megapixels: too many to draw a picture of its size.`,
    'Take COCO JSON, or the table under “Measure”, which are as exact.',
  )
}

function makeLabelMapFiles(picture: NamedPicture): NamedFile[] {
  const { png, legend } = makeLabelMap(picture)
  return [
    { path: `${picture.stem}-labels.png`, file: new Blob([png], { type: 'image/png' }) },
    { path: `${picture.stem}-labels.json`, file: jsonBlob(legend) },
  ]
}

/** What needs the picture itself: it is decoded once for all of it. */
async function* makePixelFiles(
  picture: NamedPicture,
  formats: readonly ExportFormat[],
): AsyncGenerator<NamedFile> {
  const wantsCutOuts = formats.includes('cut-outs') && picture.instances.length > 0
  const wantsOverlay = formats.includes('overlay')
  if (!wantsCutOuts && !wantsOverlay) return
  const { format } = await readPictureHeader(picture.file, picture.name)
  const bitmap = await decodePicture(picture.file, { name: picture.name, format })
  try {
    if (wantsCutOuts) yield* makeCutOuts(picture, bitmap)
    if (wantsOverlay) {
      // A photo stays a JPEG; everything else keeps its exact pixels and its transparency.
      const isPhoto = format === 'jpeg'
      const file = await drawOverlay(bitmap, picture, isPhoto ? 'image/jpeg' : 'image/png')
      yield { path: `${picture.stem}-overlay.${isPhoto ? 'jpg' : 'png'}`, file }
    }
  } finally {
    bitmap.close()
  }
}

async function* makeCutOuts(
  { instances, stem }: NamedPicture,
  bitmap: ImageBitmap,
): AsyncGenerator<NamedFile> {
  const digits = Math.max(2, String(instances.length).length)
  for (const [index, instance] of instances.entries()) {
    if (instance.area === 0) continue
    const number = String(index + 1).padStart(digits, '0')
    const path = `${stem}-cutouts/${number}-${safeName(instance.label)}.png`
    yield { path, file: await cutOut(bitmap, instance) }
  }
}

function jsonBlob(value: unknown): Blob {
  return new Blob([JSON.stringify(value)], { type: 'application/json' })
}
