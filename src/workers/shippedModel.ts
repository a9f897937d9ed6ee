import type { LibraryModel } from '../domain/libraryModel.ts'
import type { ShippedModelId } from '../domain/shippedModelIds.ts'
import { buildModel } from '../models/buildModel.ts'
import { CheckpointError, parseSafetensors } from '../models/checkpoint/safetensors.ts'
import { shippedArchitecture } from '../models/shippedModels.ts'
import type { RunningBackend } from './backend/runningBackend.ts'
import type { BuiltModel } from './libraryModels.ts'
import { publicUrl } from './publicUrl.ts'
import { loadFiles } from './weights/loadFiles.ts'
import type { WeightStore } from './weights/weightStore.ts'

/** Fetches, checks and builds a model that Limn brings along; the caller disposes it. Throws a LimnError. */
export async function loadShippedModel(
  id: ShippedModelId,
  store: WeightStore,
  { guard, signal }: Pick<RunningBackend, 'guard'> & { readonly signal: AbortSignal },
): Promise<BuiltModel> {
  const url = publicUrl(`weights/${id}/card.json`)
  const ignore = (): void => undefined
  const { card, weights } = await loadFiles(url, {
    ...{ store, signal, onBytes: ignore, onVerify: ignore },
  })
  const architecture = shippedArchitecture(id)
  const model = await guard(() => {
    const values = parseSafetensors(weights)
    const built = buildModel(architecture, { seed: 0, values })
    const { missing, misshapen } = built.parameters.compare(values)
    if (missing.length + misshapen.length === 0) return Promise.resolve(built)
    built.dispose()
    throw new CheckpointError(`The weights of ${card.name} are of another version of Limn.`)
  })
  const record: LibraryModel = {
    id,
    name: card.name,
    family: architecture.family,
    architecture: { ...architecture },
    classes: architecture.classes,
    parameters: card.parameters,
    createdAt: 0,
    origin: { kind: 'fetched', url },
    sha256: card.files[0]?.sha256 ?? '',
    bytes: weights.byteLength,
  }
  return { record, model }
}
