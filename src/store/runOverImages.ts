import type { Category } from '../domain/dataset.ts'
import { fail, LimnError } from '../domain/failure.ts'
import type { FoundObject } from '../domain/foundObject.ts'
import type { Instance } from '../domain/instance.ts'
import { encodeCounts } from '../domain/mask/counts.ts'
import { categoryMatcher } from '../domain/matchClassNames.ts'
import type { EvaluatedPart, MetricsProgress } from '../workers/protocol/metricsMethods.ts'
import type { SegmentOptions } from '../workers/protocol.ts'
import type { StoreDeps } from './deps.ts'
import type { Limn } from './state.ts'

interface RunContext {
  readonly deps: {
    readonly engine: Pick<StoreDeps['engine'], 'segment' | 'forget'>
    readonly metrics: Pick<StoreDeps['metrics'], 'listImages' | 'readPicture'>
  }
  readonly get: () => Pick<Limn, 'loadModels' | 'engine' | 'decodings'>
  readonly signal: AbortSignal
  readonly onProgress: (progress: MetricsProgress) => void
}

/** COCO's metric wants everything a model finds, up to 100 objects an image, however unsure. */
const OPTIONS: SegmentOptions = { scoreFloor: 0.05, maxOverlap: 0.6, maxInstances: 100 }

interface RunRequest extends EvaluatedPart {
  readonly categories: readonly Category[]
  /** A model of the library; null for the built-in ones. */
  readonly modelId: string | null
}

/** Runs a model over the images; what is of no class of the dataset is left out. */
export async function runOverImages(
  { categories, modelId, ...part }: RunRequest,
  { deps: { engine, metrics }, get, signal, onProgress }: RunContext,
): Promise<readonly FoundObject[]> {
  const images = await metrics.listImages(part)
  if (images.length === 0) {
    fail('bad-request', 'There is no picture to evaluate on.', 'Choose another split.')
  }
  await get().loadModels()
  const { engine: phase } = get()
  if (phase.kind === 'failed') throw new LimnError(phase.failure)
  if (phase.kind !== 'ready') fail('cancelled', 'The models were not loaded.', 'Try again.')
  const categoryOf = categoryMatcher(categories)
  const found: FoundObject[] = []
  const startMs = performance.now()
  for (const [index, { id, name }] of images.entries()) {
    signal.throwIfAborted()
    const left = remaining(performance.now() - startMs, index, images.length)
    onProgress({
      text: `Picture ${index + 1} of ${images.length}, ${name}${left}`,
      fraction: index / images.length,
    })
    const file = await metrics.readPicture({ datasetId: part.datasetId, imageId: id })
    const imageId = `evaluation-${part.datasetId}-${id}`
    const { instances } = await engine.segment(
      { imageId, file, options: OPTIONS, modelId, decoding: get().decodings[modelId ?? ''] },
      { signal },
    )
    // An embedding each would push those of the person's own pictures out.
    await engine.forget({ imageIds: [imageId] })
    for (const instance of instances) {
      const categoryId = categoryOf(instance.label)
      if (categoryId !== undefined) found.push(foundObjectOf(instance, id, categoryId))
    }
  }
  return found
}

function foundObjectOf(
  { mask, score, detectionBox }: Instance,
  imageId: number,
  categoryId: number,
): FoundObject {
  return {
    imageId,
    categoryId,
    score: score ?? 0,
    box: detectionBox,
    mask: { ...mask.size, counts: encodeCounts(mask) },
  }
}

function remaining(elapsedMs: number, done: number, count: number): string {
  if (done < 2) return ''
  const minutes = ((elapsedMs / done) * (count - done)) / 60_000
  return minutes < 1 ? ', under a minute left' : `, about ${Math.round(minutes)} min left`
}
