import { readModel, readModelWeights } from '../data/library/modelLibrary.ts'
import { fail } from '../domain/failure.ts'
import type { LibraryModel } from '../domain/libraryModel.ts'
import { isShippedModelId } from '../domain/shippedModelIds.ts'
import type { Architecture } from '../models/architecture.ts'
import { buildFromCheckpoint } from '../models/buildFromCheckpoint.ts'
import { openSafetensors } from '../models/checkpoint/openSafetensors.ts'
import { CheckpointError } from '../models/checkpoint/safetensors.ts'
import type { TrainableModel } from '../models/trainableModel.ts'
import type { RunningBackend } from './backend/runningBackend.ts'
import { loadShippedModel } from './shippedModel.ts'
import type { WeightStore } from './weights/weightStore.ts'

export interface BuiltModel {
  readonly record: LibraryModel
  readonly model: TrainableModel
}

/** Models of the library on the running backend. The last one stays, so that the next picture finds it built. */
export class LibraryModels {
  readonly #shipped: WeightStore
  #kept: BuiltModel | null = null

  /** @param shipped where the files of the models that Limn brings along are kept */
  constructor(shipped: WeightStore) {
    this.#shipped = shipped
  }

  /** Call it in the engine's queue only. Throws a LimnError. */
  async require(
    id: string,
    { guard, signal }: Pick<RunningBackend, 'guard'> & { readonly signal: AbortSignal },
  ): Promise<BuiltModel> {
    if (isShippedModelId(id)) {
      if (this.#kept?.record.id !== id) {
        this.dispose()
        this.#kept = await loadShippedModel(id, this.#shipped, { guard, signal })
      }
      return this.#kept
    }
    // Names may have changed since it was built, or its anchors.
    const record = await readModel(id)
    if (this.#kept === null || !areAlike(this.#kept.record, record)) {
      this.dispose()
      const model = await loadLibraryModel(record, { guard, signal })
      this.#kept = { record, model }
    }
    return { record, model: this.#kept.model }
  }

  dispose(): void {
    this.#kept?.model.dispose()
    this.#kept = null
  }
}

/** Whether one built model serves both. */
function areAlike(one: LibraryModel, other: LibraryModel): boolean {
  const keyOf = ({ sha256, architecture }: LibraryModel) => JSON.stringify([sha256, architecture])
  return keyOf(one) === keyOf(other)
}

/** Builds a model of the library; the caller disposes it. Throws a LimnError. */
export async function loadLibraryModel(
  record: LibraryModel,
  { guard, signal }: Pick<RunningBackend, 'guard'> & { readonly signal: AbortSignal },
): Promise<TrainableModel> {
  try {
    const { tensors } = await openSafetensors(await readModelWeights(record.id))
    return await guard(async () => {
      const built = await buildFromCheckpoint(architectureOf(record), tensors, { signal })
      const { missing, misshapen } = built.fit
      if (missing.length + misshapen.length === 0) return built.model
      built.model.dispose()
      throw new CheckpointError('Its weights are not those of its architecture.')
    })
  } catch (thrown) {
    if (!(thrown instanceof CheckpointError)) throw thrown
    return fail(
      'bad-checkpoint',
      `The model “${record.name}” cannot be read: ${thrown.message}`,
      'Import its file again.',
    )
  }
}

/** The engine wrote it, so it is what the engine's own version reads. */
function architectureOf({ architecture, classes }: LibraryModel): Architecture {
  return { ...(architecture as Readonly<Record<string, unknown>> & Architecture), classes }
}
