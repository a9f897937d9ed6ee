import type {
  ClassFigures,
  ErrorView,
  EvaluatedShape,
  EvaluationRecord,
  EvaluationSummary,
} from '../../../domain/evaluation.ts'
import type { FoundObject } from '../../../domain/foundObject.ts'
import type { GroundTruthIndex } from '../../../metrics/coco/groundTruthIndex.ts'
import { meanOfPresent } from '../../../metrics/coco/numpySum.ts'
import { classValues } from '../../../metrics/coco/summarize.ts'
import { evaluateCocoInSteps, type CocoEvaluation } from '../../../metrics/cocoEval.ts'
import type { Thresholds } from '../../../metrics/errors/assignErrors.ts'
import { imageOverlaps, type ImageOverlaps } from '../../../metrics/errors/imageOverlaps.ts'
import { viewErrors } from '../../../metrics/errors/viewErrors.ts'
import { nextMacrotask } from '../../../models/nextMacrotask.ts'
import type { MetricsProgress } from '../../protocol/metricsMethods.ts'
import { resultsOf } from './resultsOf.ts'

export interface WorkContext {
  readonly signal: AbortSignal
  readonly report: (progress: MetricsProgress) => void
}

interface Measurement {
  readonly found: readonly FoundObject[]
  readonly shape: EvaluatedShape
  readonly truth: GroundTruthIndex
}

/** How long the worker works before it listens for a cancel. */
const TURN_MS = 40
/** Where in the work COCO's figures are done and the overlaps across classes begin. */
const EVALUATED = 0.7

/** Position of a threshold, a size range or a limit in COCO's curves. */
const AT_50 = 0
const AT_75 = 5

/** COCO's figures of one model on one part of a dataset, and the overlaps that the sliders choose among. */
export class MeasuredModel {
  readonly #measurement: Measurement
  readonly #evaluation: CocoEvaluation
  readonly #overlaps: readonly ImageOverlaps[]
  #latest: ErrorView | null = null

  private constructor(
    measurement: Measurement,
    evaluation: CocoEvaluation,
    overlaps: readonly ImageOverlaps[],
  ) {
    this.#measurement = measurement
    this.#evaluation = evaluation
    this.#overlaps = overlaps
  }

  static async measure(
    measurement: Measurement,
    { signal, report }: WorkContext,
  ): Promise<MeasuredModel> {
    const { truth, found, shape } = measurement
    let turnEnds = performance.now() + TURN_MS
    const breathe = async (fraction: number): Promise<void> => {
      if (performance.now() < turnEnds) return
      report({ text: 'Comparing with the labels', fraction })
      await nextMacrotask()
      signal.throwIfAborted()
      turnEnds = performance.now() + TURN_MS
    }
    const steps = evaluateCocoInSteps(truth, resultsOf(found), { iouType: shape })
    let step = steps.next()
    while (step.done !== true) {
      await breathe(step.value * EVALUATED)
      step = steps.next()
    }
    const evaluation = step.value
    const overlaps: ImageOverlaps[] = []
    const { imgIds } = evaluation.params
    for (const [index, imageId] of imgIds.entries()) {
      const source = { truth, found: evaluation.found, iouType: shape }
      const one = imageOverlaps(imageId, source)
      if (one !== undefined) overlaps.push(one)
      await breathe(EVALUATED + (1 - EVALUATED) * (index / imgIds.length))
    }
    return new MeasuredModel(measurement, evaluation, overlaps)
  }

  get truth(): GroundTruthIndex {
    return this.#measurement.truth
  }

  /** mAP; -1 without ground truth. */
  get headline(): number {
    return this.#evaluation.stats?.[0] ?? -1
  }

  summary(record: EvaluationRecord): EvaluationSummary {
    const { stats, params } = this.#evaluation
    const { shape } = this.#measurement
    const all = params.iouThrs.map((_, t) => t)
    return {
      record,
      shape,
      stats: stats ?? [],
      classes: this.#classes(),
      curves: [
        { name: 'IoU 0.50', precision: this.#meanCurve([AT_50]) },
        { name: 'IoU 0.75', precision: this.#meanCurve([AT_75]) },
        { name: 'all IoU', precision: this.#meanCurve(all) },
      ],
    }
  }

  viewAt(thresholds: Thresholds): ErrorView {
    const { score, iou } = thresholds
    if (this.#latest?.score === score && this.#latest.iou === iou) return this.#latest
    const source = { truth: this.truth, found: this.#evaluation.found }
    this.#latest = viewErrors(this.#overlaps, source, thresholds)
    return this.#latest
  }

  #classes(): readonly ClassFigures[] {
    const { perClass, shape } = this.#evaluation
    const counts = new Map<number, number>()
    for (const { category_id, iscrowd } of this.truth.annotations) {
      if (!iscrowd) counts.set(category_id, (counts.get(category_id) ?? 0) + 1)
    }
    return perClass.map((figures, k) => {
      const values = (kind: 'precision' | 'scores') =>
        classValues(this.#evaluation, kind, { thresholds: [AT_50], k, a: 0, m: shape.M - 1 })
      const precision = values('precision')
      const sized = (range: 1 | 2 | 3): number => figures[`AP_area${range}`] ?? -1
      return {
        categoryId: figures.category_id,
        name: figures.name,
        truthCount: counts.get(figures.category_id) ?? 0,
        ap: figures.AP,
        ap50: figures.AP50,
        ap75: figures.AP75,
        apBySize: [sized(1), sized(2), sized(3)],
        recall: figures.AR.at(-1) ?? -1,
        curve: precision[0] === -1 ? null : { precision, scores: values('scores') },
      }
    })
  }

  /** The mean over the classes that have ground truth, recall by recall. */
  #meanCurve(thresholds: readonly number[]): readonly number[] {
    const { K, R, M } = this.#evaluation.shape
    const curves = Array.from({ length: K }, (_, k) =>
      classValues(this.#evaluation, 'precision', { thresholds, k, a: 0, m: M - 1 }),
    )
    return Array.from({ length: R }, (_, r) =>
      meanOfPresent(curves.flatMap((curve) => curve.filter((_, i) => i % R === r))),
    )
  }
}
