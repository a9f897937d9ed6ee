import { keepEvaluation } from '../../../data/evaluations/evaluationLibrary.ts'
import { readRecord } from '../../../data/library/datasetLibrary.ts'
import { encodeCounts } from '../../../domain/mask/counts.ts'
import { polygonsToMask } from '../../../domain/mask/polygon.ts'
import { maskFromRuns } from '../../../domain/mask/runs.ts'
import type { EvaluationRecord } from '../../../domain/evaluation.ts'
import { fail, LimnError } from '../../../domain/failure.ts'
import type { FoundObject } from '../../../domain/foundObject.ts'
import type { CocoResult, CocoSegmentation } from '../../../metrics/coco/cocoFormat.ts'
import { readResults } from '../../../metrics/coco/readCocoJson.ts'
import type { Handlers } from '../../protocol.ts'
import type { EvaluatedPart, MetricsMethods } from '../../protocol/metricsMethods.ts'
import type { WorkContext } from './measuredModel.ts'
import type { MetricsSession } from './metricsSession.ts'

/** Measures what a model found, masks and boxes, and keeps it. */
export function keepResults(session: MetricsSession): Handlers<MetricsMethods>['keepResults'] {
  return ({ modelName, found, ...part }, context) =>
    keep(session, { part, modelName, found }, context)
}

export function importResults(session: MetricsSession): Handlers<MetricsMethods>['importResults'] {
  return async ({ name, file, ...part }, context) => {
    context.report({ text: `Reading ${name}`, fraction: 0 })
    const results = await readResultsFile(name, file)
    const { index } = await session.truth(part)
    const found = results.map((result, i): FoundObject => {
      const place = `${name}, results[${i}]`
      const { width, height } = index.hasImage(result.image_id)
        ? index.image(result.image_id)
        : fail(
            'bad-request',
            `${place} is of image ${result.image_id}, which the chosen images do not have.`,
            'Choose the dataset and split that these results belong to.',
          )
      return foundObjectOf(result, { width, height }, place)
    })
    const modelName = name.replace(/\.json(\.gz)?$/i, '')
    return keep(session, { part, modelName, found }, context)
  }
}

async function keep(
  session: MetricsSession,
  kept: { part: EvaluatedPart; modelName: string; found: readonly FoundObject[] },
  context: WorkContext,
): Promise<EvaluationRecord> {
  const { part, modelName, found } = kept
  const { name: datasetName } = await readRecord(part.datasetId)
  const { index } = await session.truth(part)
  const draft: EvaluationRecord = {
    ...part,
    id: crypto.randomUUID(),
    datasetName,
    modelName,
    createdAt: Date.now(),
    imageCount: index.imageIds.length,
    detectionCount: found.length,
    headline: { bbox: -1, segm: -1 },
  }
  const halves = { segm: 0, bbox: 0.5 } as const
  const measure = async (shape: 'bbox' | 'segm'): Promise<number> => {
    const report: WorkContext['report'] = ({ text, fraction }) =>
      context.report({ text, fraction: halves[shape] + fraction / 2 })
    return (await session.measure(draft, found, shape, { ...context, report })).headline
  }
  const record = {
    ...draft,
    headline: { segm: await measure('segm'), bbox: await measure('bbox') },
  }
  await keepEvaluation(record, found)
  return record
}

async function readResultsFile(name: string, file: Blob): Promise<readonly CocoResult[]> {
  const isPacked = new Uint8Array(await file.slice(0, 2).arrayBuffer()).join() === '31,139'
  const stream = isPacked ? file.stream().pipeThrough(new DecompressionStream('gzip')) : null
  try {
    const text = await (stream === null ? file.text() : new Response(stream).text())
    return readResults(JSON.parse(text))
  } catch (thrown) {
    if (thrown instanceof LimnError) {
      const { reason, message, remedy } = thrown.failure
      return fail(reason, `${name}: ${message}`, remedy)
    }
    return fail(
      'bad-request',
      `${name} could not be read as JSON.`,
      'Give detections in COCO’s results format.',
    )
  }
}

function foundObjectOf(
  { image_id, category_id, score, bbox, segmentation }: CocoResult,
  size: { readonly width: number; readonly height: number },
  place: string,
): FoundObject {
  const [x = 0, y = 0, width = 0, height = 0] = bbox ?? []
  const box = bbox === undefined || bbox.length !== 4 ? null : { x, y, width, height }
  const mask = segmentation === undefined ? null : compress(segmentation, size, place)
  if (box === null && mask === null) {
    fail('bad-request', `${place} has neither box nor mask.`, 'Give every result one of them.')
  }
  return { imageId: image_id, categoryId: category_id, score, box, mask }
}

function compress(
  segmentation: CocoSegmentation,
  size: { readonly width: number; readonly height: number },
  place: string,
): FoundObject['mask'] {
  if (!('counts' in segmentation)) {
    if (segmentation.length === 0)
      return { ...size, counts: encodeCounts(maskFromRuns([size.width * size.height], size)) }
    return { ...size, counts: encodeCounts(polygonsToMask(segmentation, size)) }
  }
  const [height, width] = segmentation.size
  if (height !== size.height || width !== size.width) {
    fail(
      'bad-request',
      `The mask of ${place} is ${width} × ${height} pixels, its picture ${size.width} × ${size.height}.`,
      'Choose the dataset that these results belong to.',
    )
  }
  const { counts } = segmentation
  if (typeof counts === 'string') return { width, height, counts }
  return { width, height, counts: encodeCounts(maskFromRuns(counts, size)) }
}
