import type { Failure } from '../domain/failure.ts'
import type { OfferedWeights } from '../domain/officialWeights.ts'
import type { FetchWeightsProgress } from '../workers/protocol/modelMethods.ts'

export interface WeightsState {
  /** What may be fetched; null until it was looked at. */
  readonly officialWeights: readonly OfferedWeights[] | null
  /** The one fetch under way. */
  readonly weightsJob:
    | (FetchWeightsProgress & {
        readonly id: string
        /** An estimate; null until there is ground for one. */
        readonly remainingMs: number | null
      })
    | null
  /** Why the last fetch ended without a model. */
  readonly weightsFailure: { readonly id: string; readonly failure: Failure } | null
}

export interface WeightsActions {
  readonly listOfficialWeights: () => Promise<void>
  /** Asks the publisher's server, and goes on from what is here. */
  readonly fetchWeights: (id: string) => Promise<void>
  /** What has arrived stays. */
  readonly cancelWeights: () => void
  /** Throws away what has arrived. */
  readonly forgetWeights: (id: string) => Promise<void>
}
