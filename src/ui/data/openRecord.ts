import type { DatasetRecord } from '../../domain/datasetRecord.ts'
import type { Limn } from '../../store/state.ts'

/** The dataset one is looking at. */
export function openRecord({ datasets, openDatasetId }: Limn): DatasetRecord | null {
  return datasets?.find(({ id }) => id === openDatasetId) ?? null
}
