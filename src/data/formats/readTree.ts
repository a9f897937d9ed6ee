import { fail, LimnError } from '../../domain/failure.ts'
import { coco } from './coco/read.ts'
import type { DatasetFormat, ReadContext, ReadDataset } from './datasetFormat.ts'
import type { FileTree } from './fileTree.ts'
import type { ReportBuilder } from './importReport.ts'
import { labelMaps } from './labelMaps/read.ts'
import { labelme } from './labelme/read.ts'
import { maskFolders } from './maskFolders/read.ts'
import { pictures } from './pictures/read.ts'
import { voc } from './voc/read.ts'
import { yolo } from './yolo/read.ts'

/** In the order they are tried; of equals the first wins. */
export const DATASET_FORMATS: readonly DatasetFormat[] = [
  coco,
  voc,
  labelme,
  yolo,
  maskFolders,
  labelMaps,
  pictures,
]

/** Recognises the format of a tree and reads it. Throws a LimnError when it is none, or nothing can be read. */
export async function readTree(
  tree: FileTree,
  context: ReadContext,
): Promise<ReadDataset & { format: string }> {
  let best: { format: DatasetFormat; certainty: number } | null = null
  for (const format of DATASET_FORMATS) {
    context.signal?.throwIfAborted()
    const certainty = await format.recognise(tree)
    if (certainty > (best?.certainty ?? 0)) best = { format, certainty }
  }
  if (best === null) {
    return fail(
      'unsupported-format',
      tree.files.length === 0
        ? 'There are no files in it.'
        : `No dataset was recognised among ${tree.files.length.toLocaleString('en-US')} files.`,
      'Drop a COCO, Pascal VOC, YOLO or LabelMe dataset, or pictures with masks, with all its folders or as a zip.',
    )
  }
  try {
    return { ...(await best.format.read(tree, context)), format: best.format.name }
  } catch (thrown) {
    throw namingThePlace(thrown, context.report)
  }
}

/** Where nothing could be read, the first thing that was left out says why. */
function namingThePlace(thrown: unknown, report: ReportBuilder): unknown {
  const note = report.firstSkipped
  if (!(thrown instanceof LimnError) || thrown.failure.reason !== 'bad-request') return thrown
  const { message } = thrown.failure
  if (note === null || message.includes(note.file)) return thrown
  const place = note.place === '' ? note.file : `${note.file}, ${note.place}`
  return new LimnError({ ...thrown.failure, message: `${message} ${place}: ${note.why}` })
}
