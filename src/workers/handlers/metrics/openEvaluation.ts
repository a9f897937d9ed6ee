import type { Handlers } from '../../protocol.ts'
import type { MetricsMethods } from '../../protocol/metricsMethods.ts'
import type { MetricsSession } from './metricsSession.ts'

export function openEvaluation(
  session: MetricsSession,
): Handlers<MetricsMethods>['openEvaluation'] {
  return async ({ id, shape }, context) => {
    const { record, found } = await session.read(id)
    return (await session.measure(record, found, shape, context)).summary(record)
  }
}
