import type { StoreApi } from 'zustand/vanilla'
import type { Client, EngineMethods, MediaMethods } from '../workers/protocol.ts'
import type { DatasetMethods } from '../workers/protocol/datasetMethods.ts'
import type { MetricsMethods } from '../workers/protocol/metricsMethods.ts'
import type { Limn } from './state.ts'

/** What the store is handed by main: the workers' clients and the door to the outside. */
export interface StoreDeps {
  readonly engine: Client<EngineMethods>
  readonly media: Client<MediaMethods>
  readonly datasets: Client<DatasetMethods>
  readonly metrics: Client<MetricsMethods>
  /** Where public/ is served, with a trailing slash. */
  readonly baseUrl: string
}

export type Get = StoreApi<Limn>['getState']
export type Set = StoreApi<Limn>['setState']

/** Makes ids for images, instances and notices. */
export function newId(): string {
  return crypto.randomUUID()
}
