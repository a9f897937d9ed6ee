import type { Client } from './protocol.ts'
import type { MetricsMethods } from './protocol/metricsMethods.ts'
import { clientOf, connect, type Connection, type MethodNames } from './rpc.ts'

const METRICS_METHODS: MethodNames<MetricsMethods> = {
  listDatasets: true,
  listImages: true,
  readPicture: true,
  listEvaluations: true,
  keepResults: true,
  importResults: true,
  openEvaluation: true,
  viewErrors: true,
  showPicture: true,
  exportResults: true,
  deleteEvaluation: true,
}

export type MetricsClient = Client<MetricsMethods>

/** The metrics worker, made at the first call; after a crash the next call makes a new one. */
export function createMetricsClient(): MetricsClient {
  let worker: Worker | null = null
  let connection: Connection<MetricsMethods> | null = null
  const connected = (): Connection<MetricsMethods> => {
    if (connection !== null) return connection
    worker = new Worker(new URL('./metrics.worker.ts', import.meta.url), {
      type: 'module',
      name: 'limn-metrics',
    })
    connection = connect<MetricsMethods>(worker, {
      onCrash: () => {
        worker?.terminate()
        worker = null
        connection = null
      },
    })
    return connection
  }
  return clientOf<MetricsMethods>(METRICS_METHODS, (method, request, options) =>
    connected().call(method, request, options),
  )
}
