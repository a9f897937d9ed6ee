import { readEvaluation } from '../../../data/evaluations/evaluationLibrary.ts'
import { fail } from '../../../domain/failure.ts'
import type { Handlers } from '../../protocol.ts'
import type { MetricsMethods } from '../../protocol/metricsMethods.ts'
import { resultsOf } from './resultsOf.ts'

/** What was found as a file that pycocotools and `limn eval` read. */
export const exportResults: Handlers<MetricsMethods>['exportResults'] = async ({ id }) => {
  const kept = await readEvaluation(id)
  if (kept === undefined) {
    return fail('bad-request', 'This evaluation is not on this device any more.', 'Run it again.')
  }
  const { record, found } = kept
  const words = [record.modelName, record.datasetName, record.split ?? 'all'].join(' ')
  const name = `${words.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.json`
  return { file: new Blob([JSON.stringify(resultsOf(found))], { type: 'application/json' }), name }
}
