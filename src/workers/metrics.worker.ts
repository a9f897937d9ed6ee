import { deleteEvaluation, listEvaluations } from '../data/evaluations/evaluationLibrary.ts'
import { listDatasets, readImageBytes, readImages } from '../data/library/datasetLibrary.ts'
import { keepResults, importResults } from './handlers/metrics/keepResults.ts'
import { MetricsSession } from './handlers/metrics/metricsSession.ts'
import { exportResults } from './handlers/metrics/exportResults.ts'
import { openEvaluation } from './handlers/metrics/openEvaluation.ts'
import { showPicture } from './handlers/metrics/showPicture.ts'
import type { MetricsMethods } from './protocol/metricsMethods.ts'
import { serve } from './rpc.ts'

declare const self: DedicatedWorkerGlobalScope

const session = new MetricsSession()

serve<MetricsMethods>(
  {
    listDatasets,
    listImages: async ({ datasetId, split }) => {
      const images = await readImages(datasetId)
      return split === null ? images : images.filter((image) => image.split === split)
    },
    readPicture: ({ datasetId, imageId }) => readImageBytes(datasetId, imageId),
    listEvaluations,
    keepResults: keepResults(session),
    importResults: importResults(session),
    openEvaluation: openEvaluation(session),
    viewErrors: async ({ id, shape, score, iou }, context) =>
      (await session.measured(id, shape, context)).viewAt({ score, iou }),
    showPicture: showPicture(session),
    exportResults,
    deleteEvaluation: async ({ id }) => {
      session.forget(id)
      await deleteEvaluation(id)
      return null
    },
  },
  self,
)
