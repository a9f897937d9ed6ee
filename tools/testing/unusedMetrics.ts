import type { Client } from '../../src/workers/protocol.ts'
import type { MetricsMethods } from '../../src/workers/protocol/metricsMethods.ts'

const unused = (): Promise<never> => Promise.reject(new Error('No metrics are needed here.'))

/** The metrics worker of a spec that is about something else; any call fails it. */
export const UNUSED_METRICS: Client<MetricsMethods> = {
  listDatasets: unused,
  listImages: unused,
  readPicture: unused,
  listEvaluations: unused,
  keepResults: unused,
  importResults: unused,
  openEvaluation: unused,
  viewErrors: unused,
  showPicture: unused,
  exportResults: unused,
  deleteEvaluation: unused,
}
