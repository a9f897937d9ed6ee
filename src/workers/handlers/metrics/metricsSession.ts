import { readEvaluation } from '../../../data/evaluations/evaluationLibrary.ts'
import { readDataset, readRecord } from '../../../data/library/datasetLibrary.ts'
import type { Dataset } from '../../../domain/dataset.ts'
import type { EvaluatedShape, EvaluationRecord } from '../../../domain/evaluation.ts'
import { fail } from '../../../domain/failure.ts'
import type { FoundObject } from '../../../domain/foundObject.ts'
import { GroundTruthIndex } from '../../../metrics/coco/groundTruthIndex.ts'
import { groundTruthOf } from '../../../metrics/coco/groundTruthOf.ts'
import { Lru } from '../../lru.ts'
import type { EvaluatedPart } from '../../protocol/metricsMethods.ts'
import { MeasuredModel, type WorkContext } from './measuredModel.ts'

export interface TruthOfPart {
  readonly dataset: Dataset
  readonly index: GroundTruthIndex
}

/** Ground truth and measured models of this worker, the latest few: switching between two costs nothing. */
export class MetricsSession {
  readonly #truths = new Lru<string, TruthOfPart>(2)
  readonly #models = new Lru<string, MeasuredModel>(6)

  /** The ground truth of a part, read anew when its labels have changed. */
  async truth({ datasetId, split }: EvaluatedPart): Promise<TruthOfPart> {
    const { changedAt } = await readRecord(datasetId)
    const key = JSON.stringify([datasetId, split, changedAt])
    const known = this.#truths.get(key)
    if (known !== undefined) return known
    const dataset = await readDataset(datasetId, split === null ? {} : { split })
    const truth = { dataset, index: new GroundTruthIndex(groundTruthOf(dataset)) }
    this.#truths.set(key, truth)
    return truth
  }

  /** A kept evaluation, measured; from memory where it is there. */
  async measured(id: string, shape: EvaluatedShape, context: WorkContext): Promise<MeasuredModel> {
    const { record, found } = await this.read(id)
    return this.measure(record, found, shape, context)
  }

  async measure(
    record: EvaluationRecord,
    found: readonly FoundObject[],
    shape: EvaluatedShape,
    context: WorkContext,
  ): Promise<MeasuredModel> {
    const truth = await this.truth(record)
    const key = JSON.stringify([record.id, shape])
    const known = this.#models.get(key)
    // Another index means that the labels have changed since.
    if (known?.truth === truth.index) return known
    const model = await MeasuredModel.measure({ found, shape, truth: truth.index }, context)
    this.#models.set(key, model)
    return model
  }

  async read(id: string) {
    return (
      (await readEvaluation(id)) ??
      fail(
        'bad-request',
        'This evaluation is not on this device any more.',
        'It may have been deleted in another tab; run it again.',
      )
    )
  }

  forget(id: string): void {
    for (const shape of ['bbox', 'segm']) this.#models.delete(JSON.stringify([id, shape]))
  }
}
