import type { LibraryModel } from '../domain/libraryModel.ts'
import type { RunRequest } from '../domain/training/trainingRun.ts'

/** A run that begins with a model of the library leaves its frozen layers as they are. */
export function withFrozen(draft: RunRequest, models: readonly LibraryModel[]): RunRequest {
  const { start } = draft
  if (start.kind !== 'library') return draft
  const { frozen = [] } = models.find(({ id }) => id === start.modelId) ?? {}
  return frozen.length === 0 ? draft : { ...draft, frozen }
}
