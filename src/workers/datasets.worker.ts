import { sweepUnfinished } from '../data/library/sweepUnfinished.ts'
import { datasetHandlers } from './handlers/datasets/datasetHandlers.ts'
import type { DatasetMethods } from './protocol/datasetMethods.ts'
import { serve } from './rpc.ts'

declare const self: DedicatedWorkerGlobalScope

serve<DatasetMethods>(datasetHandlers, self)
sweepUnfinished().catch(() => {
  // Left-overs only take room; the next start tries again.
})
