import { createOpfsRunStore } from '../data/runs/runStore.ts'
import { fail } from '../domain/failure.ts'
import type { ImageId, ImageSize } from '../domain/image.ts'
import type { SemanticMaps } from '../domain/regions/semanticMaps.ts'
import type { CocoSsd } from '../models/cocoSsd/cocoSsd.ts'
import type { Sam } from '../models/sam/sam.ts'
import type { RunControl } from '../training/runControl.ts'
import type { RunningBackend } from './backend/runningBackend.ts'
import { createJobQueue } from './jobQueue.ts'
import { Lru } from './lru.ts'
import type { BackendChoice, EngineInfo, EngineMethods, Handlers } from './protocol.ts'
import { LibraryModels } from './libraryModels.ts'
import { createWeightStore } from './weights/weightStore.ts'

export type EngineHandler<M extends keyof EngineMethods> = Handlers<EngineMethods>[M]

export interface LoadedModels {
  readonly detector: CocoSsd
  readonly sam: Sam
}

export interface EmbeddedImage {
  readonly size: ImageSize
  /** [64, 64, 256], 4 MB, in ordinary memory. */
  readonly embedding: Float32Array
}

/** What a model that names every pixel said of a picture: 4 bytes a pixel, in ordinary memory. */
export interface KeptMaps {
  /** Of weights and settings. */
  readonly modelKey: string
  readonly maps: SemanticMaps
}

interface KeptLogits {
  readonly imageId: ImageId
  /** [256, 256], 256 kB */
  readonly logits: Float32Array
}

interface StartedBackend {
  readonly choice: BackendChoice
  readonly running: RunningBackend
  readonly info: EngineInfo
}

/** What the engine worker holds between calls. */
export class EngineSession {
  /** Everything that touches a tensor waits here for its turn. */
  readonly queue = createJobQueue()
  readonly weightStore = createWeightStore()
  readonly runStore = createOpfsRunStore()
  /** Training runs at work. */
  readonly runs = new Map<string, RunControl>()
  readonly libraryModels = new LibraryModels(this.weightStore)
  readonly embeddings = new Lru<ImageId, EmbeddedImage>(32)
  /** Of the pictures looked at last, one each: 16 megapixels take 64 MB. */
  readonly maps = new Lru<ImageId, KeptMaps>(4)
  readonly #logits = new Lru<string, KeptLogits>(256)
  #backend: StartedBackend | null = null
  #models: LoadedModels | null = null

  get backend(): StartedBackend | null {
    return this.#backend
  }

  get models(): LoadedModels | null {
    return this.#models
  }

  /** Takes the place of what ran before: models belong to a backend, embeddings do not. */
  useBackend(backend: StartedBackend): void {
    this.#backend = backend
  }

  useModels(models: LoadedModels): void {
    this.#models = models
  }

  requireBackend(): RunningBackend {
    return (
      this.#backend?.running ??
      fail('bad-request', 'The engine is not started.', 'Reload the page.')
    )
  }

  requireModels(): LoadedModels {
    return this.#models ?? fail('bad-request', 'The models are not loaded.', 'Load them first.')
  }

  /** Keeps the logits behind a mask for a later refinement; returns their name. */
  keepLogits(imageId: ImageId, logits: Float32Array): string {
    const id = crypto.randomUUID()
    this.#logits.set(id, { imageId, logits })
    return id
  }

  /** Undefined when they are forgotten, or belong to another picture. */
  findLogits(imageId: ImageId, id: string): Float32Array | undefined {
    const kept = this.#logits.get(id)
    return kept?.imageId === imageId ? kept.logits : undefined
  }

  forget(imageIds: readonly ImageId[]): void {
    const gone = new Set(imageIds)
    for (const id of gone) {
      this.embeddings.delete(id)
      this.maps.delete(id)
    }
    this.#logits.deleteWhere(({ imageId }) => gone.has(imageId))
  }

  closeBackend(): void {
    this.#models?.detector.dispose()
    this.#models?.sam.dispose()
    this.#models = null
    this.libraryModels.dispose()
    this.#backend?.running.close()
    this.#backend = null
  }

  dispose(): void {
    this.closeBackend()
    this.embeddings.clear()
    this.maps.clear()
    this.#logits.deleteWhere(() => true)
  }
}
