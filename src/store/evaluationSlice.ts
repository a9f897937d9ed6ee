import type { EvaluationRecord } from '../domain/evaluation.ts'
import { toFailure } from '../domain/failure.ts'
import type { MetricsProgress } from '../workers/protocol/metricsMethods.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import type { EvaluationActions, EvaluationState } from './evaluationState.ts'
import { runOverImages } from './runOverImages.ts'

interface JobOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: MetricsProgress) => void
}

/** The share of a job that is the model's; measuring is quick beside it. */
const RUN_SHARE = 0.95

export function createEvaluationSlice(
  set: Set,
  get: Get,
  deps: StoreDeps,
): EvaluationState & EvaluationActions {
  const { metrics } = deps
  let job: AbortController | null = null
  let isViewing = false

  function tell(thrown: unknown): void {
    const { reason, message, remedy } = toFailure(thrown)
    if (reason !== 'cancelled') get().notify({ tone: 'error', text: message, remedy })
  }

  /** One job at a time: a new one ends the one before. Null when it failed or was cancelled. */
  async function runJob<T>(
    text: string,
    work: (options: JobOptions) => Promise<T>,
  ): Promise<T | null> {
    job?.abort()
    const current = new AbortController()
    job = current
    set({ evaluationJob: { text, fraction: 0 } })
    try {
      return await work({
        signal: current.signal,
        onProgress: (evaluationJob) => {
          if (job === current) set({ evaluationJob })
        },
      })
    } catch (thrown) {
      tell(thrown)
      return null
    } finally {
      if (job === current) {
        job = null
        set({ evaluationJob: null })
      }
    }
  }

  async function welcome(record: EvaluationRecord | null): Promise<void> {
    if (record === null) return
    set({ evaluations: [record, ...(get().evaluations ?? [])] })
    await get().openEvaluation(record.id)
  }

  /** Asks for the view the sliders stand at; while one is computed only the latest wish waits. */
  async function refreshView(): Promise<void> {
    if (isViewing) return
    isViewing = true
    try {
      for (;;) {
        const { evaluationId: id, evaluatedShape: shape, errorThresholds } = get()
        if (id === null) return
        const errorView = await metrics.viewErrors({ id, shape, ...errorThresholds })
        const now = get()
        if (now.evaluationId === id && now.evaluatedShape === shape) set({ errorView })
        const isLatest =
          now.evaluationId === id &&
          now.evaluatedShape === shape &&
          now.errorThresholds === errorThresholds
        if (isLatest) return
      }
    } catch (thrown) {
      tell(thrown)
    } finally {
      isViewing = false
    }
  }

  async function open(id: string, key: 'evaluation' | 'compared'): Promise<boolean> {
    const shape = get().evaluatedShape
    const summary = await runJob('Comparing with the labels', (options) =>
      metrics.openEvaluation({ id, shape }, options),
    )
    if (summary === null) return false
    set(key === 'evaluation' ? { evaluation: summary } : { compared: summary })
    return true
  }

  return {
    evaluationDatasets: null,
    evaluations: null,
    evaluatedPart: null,
    evaluationJob: null,
    evaluationId: null,
    comparedId: null,
    evaluatedShape: 'segm',
    evaluation: null,
    compared: null,
    errorThresholds: { score: 0.5, iou: 0.5 },
    errorView: null,
    removedEvaluation: null,

    loadEvaluations: async () => {
      try {
        const [evaluationDatasets, evaluations] = await Promise.all([
          metrics.listDatasets(null),
          metrics.listEvaluations(null),
        ])
        const removed = get().removedEvaluation?.id
        set({ evaluationDatasets, evaluations: evaluations.filter(({ id }) => id !== removed) })
      } catch (thrown) {
        set({ evaluationDatasets: [], evaluations: [] })
        tell(thrown)
      }
    },

    chooseEvaluatedPart: (evaluatedPart) => set({ evaluatedPart }),

    evaluateModel: async (part, modelId) => {
      const model = get().models?.find(({ id }) => id === modelId)
      const record = await runJob('Getting ready', async ({ signal, onProgress }) => {
        const dataset = get().evaluationDatasets?.find(({ id }) => id === part.datasetId)
        const found = await runOverImages(
          { ...part, categories: dataset?.categories ?? [], modelId },
          { deps, get, signal, onProgress: scaled(onProgress, 0, RUN_SHARE) },
        )
        return metrics.keepResults(
          { ...part, modelName: model?.name ?? 'COCO detector + SAM', found },
          { signal, onProgress: scaled(onProgress, RUN_SHARE, 1) },
        )
      })
      await welcome(record)
    },

    importResults: async (part, file) => {
      const record = await runJob(`Reading ${file.name}`, (options) =>
        metrics.importResults({ ...part, name: file.name, file }, options),
      )
      await welcome(record)
    },

    cancelEvaluation: () => job?.abort(),

    openEvaluation: async (id) => {
      set({ evaluationId: id, evaluation: null, errorView: null })
      if (id === get().comparedId) set({ comparedId: null, compared: null })
      if (id === null) return
      if (await open(id, 'evaluation')) await refreshView()
      else if (get().evaluationId === id) set({ evaluationId: null })
    },

    compareEvaluation: async (id) => {
      set({ comparedId: id, compared: null })
      if (id !== null && !(await open(id, 'compared'))) set({ comparedId: null })
    },

    setEvaluatedShape: async (evaluatedShape) => {
      set({ evaluatedShape, errorView: null })
      const { evaluationId, comparedId } = get()
      if (evaluationId === null) return
      if (!(await open(evaluationId, 'evaluation'))) return
      if (comparedId !== null) await open(comparedId, 'compared')
      await refreshView()
    },

    setErrorThresholds: (change) => {
      set({ errorThresholds: { ...get().errorThresholds, ...change } })
      void refreshView()
    },

    showEvaluatedPicture: async (imageId) => {
      const { evaluationId: id } = get()
      if (id === null) return null
      try {
        return await metrics.showPicture({ id, imageId })
      } catch (thrown) {
        tell(thrown)
        return null
      }
    },

    exportEvaluation: async (id) => {
      try {
        return await metrics.exportResults({ id })
      } catch (thrown) {
        tell(thrown)
        return null
      }
    },

    removeEvaluation: async (id) => {
      const { evaluations, removedEvaluation: previous, evaluationId, comparedId } = get()
      const removed = evaluations?.find((record) => record.id === id)
      if (removed === undefined) return
      set({
        removedEvaluation: removed,
        evaluations: (evaluations ?? []).filter((record) => record !== removed),
        ...(comparedId === id ? { comparedId: null, compared: null } : {}),
      })
      if (evaluationId === id) await get().openEvaluation(null)
      // One can be had back; the one before it is gone for good.
      if (previous !== null) await metrics.deleteEvaluation({ id: previous.id }).catch(tell)
    },

    restoreEvaluation: () => {
      const { removedEvaluation, evaluations } = get()
      if (removedEvaluation === null) return
      const all = [removedEvaluation, ...(evaluations ?? [])]
      set({
        removedEvaluation: null,
        evaluations: all.sort((a, b) => b.createdAt - a.createdAt),
      })
    },
  }
}

function scaled(onProgress: JobOptions['onProgress'], from: number, to: number) {
  return ({ text, fraction }: MetricsProgress): void =>
    onProgress({ text, fraction: from + fraction * (to - from) })
}
