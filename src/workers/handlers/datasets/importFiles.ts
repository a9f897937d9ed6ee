import type { DatasetImage } from '../../../domain/dataset.ts'
import { fail, LimnError } from '../../../domain/failure.ts'
import { ReportBuilder } from '../../../data/formats/importReport.ts'
import { openFiles } from '../../../data/formats/openFiles.ts'
import { readTree } from '../../../data/formats/readTree.ts'
import { storedSizeOf } from '../../../data/formats/storedSizeOf.ts'
import { encodePng } from '../../../data/export/encodePng.ts'
import { readTiffPage } from '../../../data/tiff/readTiff.ts'
import { stretchContrast } from '../../../data/tiff/stretchContrast.ts'
import type { SourcePicture } from '../../../data/formats/datasetFormat.ts'
import { DatasetWriter } from '../../../data/library/datasetWriter.ts'
import { dropOrientation } from '../../../data/media/dropOrientation.ts'
import { lookAtPicture } from '../../../data/library/lookAtPicture.ts'
import { whileWriting } from '../../../data/library/sweepUnfinished.ts'
import type { Handlers } from '../../protocol.ts'
import type { DatasetMethods } from '../../protocol/datasetMethods.ts'

/** Share of the progress that reading the labels takes; the rest is the pictures. */
const LABELS_SHARE = 0.2

export const importFiles: Handlers<DatasetMethods>['importFiles'] = (
  { name, files },
  { signal, report: tell },
) =>
  whileWriting(async () => {
    tell({ fraction: null, text: 'Looking at the files' })
    const report = new ReportBuilder()
    const tree = await openFiles(files, report)
    const { dataset, pictures, format } = await readTree(tree, {
      report,
      signal,
      sizeOf: storedSizeOf,
      onProgress: (fraction, text) => tell({ fraction: fraction * LABELS_SHARE, text }),
    })
    const writer = new DatasetWriter()
    try {
      let images = 0
      let objects = 0
      for (const [index, image] of dataset.images.entries()) {
        signal.throwIfAborted()
        const fraction = LABELS_SHARE + (1 - LABELS_SHARE) * (index / dataset.images.length)
        tell({ fraction, text: `Keeping ${image.name}` })
        const picture = pictures.get(image.id)
        if (picture === undefined) continue
        try {
          await keepImage(writer, image, await shownPicture(picture), () =>
            report.change(
              picture.file.path,
              '',
              'Its labels fit the picture as it is stored, so the turn its EXIF asks for is left out.',
            ),
          )
          images += 1
          objects += image.objects.length
        } catch (thrown) {
          // One bad picture is left out; a full disk or a cancel ends the import.
          if (!(thrown instanceof LimnError) || thrown.failure.reason === 'storage-full') {
            throw thrown
          }
          report.skip(picture.file.path, '', thrown.failure.message)
        }
      }
      if (images === 0) {
        fail(
          'bad-request',
          `None of the ${dataset.images.length} pictures could be read.`,
          'Check that the pictures belong to the labels, and drop them together.',
        )
      }
      signal.throwIfAborted()
      const record = await writer.finish({
        name,
        origin: format,
        categories: dataset.categories,
        ...(dataset.extra === undefined ? {} : { extra: dataset.extra }),
      })
      return { record, report: report.finish(format, { images, objects }) }
    } catch (thrown) {
      await writer.discard()
      throw thrown
    }
  })

/** What browsers do not show becomes a PNG. */
async function shownPicture({ file, page = 0 }: SourcePicture): Promise<Blob> {
  const blob = await file.open()
  if (!/\.tiff?$/i.test(file.path)) return blob
  const found = await readTiffPage(new Uint8Array(await blob.arrayBuffer()), page, file.path)
  const { width, height } = found
  const png = encodePng({ width, height, values: stretchContrast(found), channels: 3 })
  return new Blob([png], { type: 'image/png' })
}

async function keepImage(
  writer: DatasetWriter,
  image: DatasetImage,
  given: Blob,
  onTurned: () => void,
): Promise<void> {
  let file = given
  let { size, thumbnail, likeness } = await lookAtPicture(file, image.name)
  const isTurned = size.width === image.size.height && size.height === image.size.width
  if (isTurned && size.width !== size.height) {
    // pycocotools and most tools know nothing of EXIF: labels of this size were made on the pixels as they are stored.
    const stored = dropOrientation(new Uint8Array(await file.arrayBuffer()))
    if (stored !== null) {
      file = new Blob([stored], { type: 'image/jpeg' })
      ;({ size, thumbnail, likeness } = await lookAtPicture(file, image.name))
      onTurned()
    }
  }
  if (size.width !== image.size.width || size.height !== image.size.height) {
    fail(
      'bad-request',
      `${image.name} is ${size.width} × ${size.height}, its labels are made for ${image.size.width} × ${image.size.height}.`,
      'Use the pictures the labels were made on.',
    )
  }
  await writer.add(image, { file, thumbnail, likeness })
}
