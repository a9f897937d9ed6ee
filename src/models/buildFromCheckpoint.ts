import type { FitReport } from '../domain/libraryModel.ts'
import type { Architecture } from './architecture.ts'
import { buildModel } from './buildModel.ts'
import type { CheckpointTensor } from './checkpoint/checkpoint.ts'
import { valuesOf } from './checkpoint/elementType.ts'
import type { TrainableModel } from './trainableModel.ts'

/**
 * Builds a model and fills it from a file, one tensor at a time: beside the model itself no more than one is in memory.
 * What does not fit is in the report; the caller disposes the model.
 */
export async function buildFromCheckpoint(
  architecture: Architecture,
  tensors: ReadonlyMap<string, CheckpointTensor>,
  { signal }: { readonly signal?: AbortSignal } = {},
): Promise<{ readonly model: TrainableModel; readonly fit: FitReport }> {
  const model = buildModel(architecture, { seed: 0, isBlank: true })
  try {
    for (const [name, { dtype, shape, readBytes }] of tensors) {
      signal?.throwIfAborted()
      model.parameters.set(name, { dtype, shape, data: valuesOf(dtype, await readBytes()) })
    }
    return { model, fit: model.parameters.compare(tensors) }
  } catch (thrown) {
    model.dispose()
    throw thrown
  }
}
