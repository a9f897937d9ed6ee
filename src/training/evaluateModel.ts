import type { PredictedPicture } from '../domain/training/trainingEvent.ts'
import { evaluateCoco } from '../metrics/cocoEval.ts'
import { SemanticModel } from '../models/semantic/semanticModel.ts'
import type { TrainableModel } from '../models/trainableModel.ts'
import type { Evaluation } from './hooks/evaluationHook.ts'
import type { SampleSource } from './batches.ts'
import { CocoGatherer } from './cocoGatherer.ts'
import { PixelGatherer } from './pixelGatherer.ts'

export interface EvaluateOptions {
  readonly signal: AbortSignal
  /** Runs work on tensors when it is its turn on the device; a turn a picture, so that others get theirs. */
  readonly turn: <T>(work: () => Promise<T>) => Promise<T>
  /** Pictures, from the first on, whose detections are handed back. */
  readonly keep: number
}

export interface ModelEvaluation extends Evaluation {
  readonly predicted: readonly PredictedPicture[]
}

/** As many as COCO's metric counts. */
const MAX_DETECTIONS = 100

/**
 * Detects in every held-out picture, as the Segment place does, and measures it with COCO's metric; a model that names
 * every pixel is measured by its pixels too.
 */
export async function evaluateModel(
  model: Pick<TrainableModel, 'detect' | 'architecture'>,
  heldOut: SampleSource,
  { signal, turn, keep }: EvaluateOptions,
): Promise<Omit<ModelEvaluation, 'isAverage'>> {
  const gathered = new CocoGatherer()
  const pixels = model instanceof SemanticModel ? new PixelGatherer(model) : null
  const predicted: PredictedPicture[] = []
  const { architecture } = model
  const maxDetections =
    architecture.family === 'mask-rcnn'
      ? Math.min(MAX_DETECTIONS, architecture.limits.detections.count)
      : MAX_DETECTIONS
  for (let index = 0; index < heldOut.count; index++) {
    const sample = await heldOut.read(index)
    const { width, height, rgb } = sample
    signal.throwIfAborted()
    const detections = await turn(
      () =>
        pixels?.detect(sample, { signal, maxDetections }) ??
        model.detect({ width, height, data: rgb }, { signal, maxDetections }),
    )
    gathered.add(sample, detections)
    if (index < keep) predicted.push({ index, width, height, rgb, detections })
  }
  const truth = gathered.truth(architecture.classes)
  const { results } = gathered
  const masks = evaluateCoco(truth, results, { iouType: 'segm' })
  const boxes = evaluateCoco(truth, results, { iouType: 'bbox' })
  return {
    scores: {
      maskMap: present(masks.stats?.[0]) ?? 0,
      maskMap50: present(masks.stats?.[1]) ?? 0,
      boxMap: present(boxes.stats?.[0]) ?? 0,
      boxMap50: present(boxes.stats?.[1]) ?? 0,
    },
    classes: masks.perClass.map(({ name, AP }) => ({ name, ap: present(AP) })),
    ...(pixels !== null && { semantic: pixels.scores() }),
    pictures: heldOut.count,
    predicted,
  }
}

/** The metric says -1 where there is nothing to measure against. */
function present(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value
}
