import { toFailure } from '../domain/failure.ts'
import { setFrozen } from '../domain/frozenLayers.ts'
import type { LibraryModel } from '../domain/libraryModel.ts'
import { parseModelCard, type ModelCard } from '../domain/modelCard.ts'
import { SHIPPED_MODEL_IDS } from '../domain/shippedModelIds.ts'
import type { Get, Set, StoreDeps } from './deps.ts'
import type { ModelsActions, ModelsState } from './modelsState.ts'
import { readSettings } from './settings.ts'

/** Folders under weights/, in the order in which they work. */
const BUILT_IN: readonly string[] = ['coco-ssd', 'sam', ...SHIPPED_MODEL_IDS]

export function createModelsSlice(
  set: Set,
  get: Get,
  { engine, baseUrl }: StoreDeps,
): ModelsState & ModelsActions {
  let controller: AbortController | null = null

  function tell(thrown: unknown): void {
    const { reason, message, remedy } = toFailure(thrown)
    if (reason !== 'cancelled') get().notify({ tone: 'error', text: message, remedy })
  }

  function replace(model: LibraryModel): void {
    set({ models: (get().models ?? []).map((other) => (other.id === model.id ? model : other)) })
  }

  async function refresh(): Promise<void> {
    const models = await engine.listModels(null)
    const isThere = (id: string): boolean =>
      BUILT_IN.includes(id) || models.some((model) => model.id === id)
    const { segmentModelId: chosen } = get()
    set({ models, segmentModelId: chosen !== null && isThere(chosen) ? chosen : null })
  }

  /** What the open model is and costs. */
  async function planOpen(): Promise<void> {
    const { openModelId: id, models } = get()
    const model = models?.find((other) => other.id === id)
    if (model === undefined) return
    const { architecture, classes, frozen = [] } = model
    const modelPlan = await engine.planModel({ architecture: { ...architecture, classes }, frozen })
    if (get().openModelId === id) set({ modelPlan })
  }

  /** One job at a time; a new one takes the place of the old. */
  async function work<T>(
    text: string,
    job: (signal: AbortSignal, isCurrent: () => boolean) => Promise<T>,
  ): Promise<T> {
    controller?.abort()
    const current = new AbortController()
    controller = current
    set({ modelJob: { text, fraction: null } })
    try {
      return await job(current.signal, () => controller === current)
    } finally {
      if (controller === current) {
        controller = null
        set({ modelJob: null })
      }
    }
  }

  function importOne(files: readonly File[]) {
    const named = files.map((file) => ({ name: file.name, file }))
    return work('Opening the file', (signal, isCurrent) =>
      engine.importModel(
        { files: named },
        {
          signal,
          onProgress: (modelJob) => {
            if (isCurrent()) set({ modelJob })
          },
        },
      ),
    )
  }

  return {
    models: null,
    builtInModels: [],
    openModelId: null,
    modelLayers: null,
    modelPlan: null,
    modelJob: null,
    modelRefusals: [],
    modelFit: null,
    deletedModel: null,
    segmentModelId: readSettings().segmentModelId,

    listModels: async () => {
      try {
        await refresh()
        if (get().builtInModels.length === 0) {
          set({ builtInModels: await Promise.all(BUILT_IN.map((id) => fetchCard(baseUrl, id))) })
        }
      } catch (thrown) {
        tell(thrown)
      }
    },

    importModels: async (models) => {
      set({ modelRefusals: [], modelFit: null, openModelId: null })
      for (const files of models) {
        try {
          const { model, fit } = await importOne(files)
          set({ modelFit: { modelId: model.id, fit } })
          await refresh()
        } catch (thrown) {
          const failure = toFailure(thrown)
          if (failure.reason === 'cancelled') return
          set({ modelRefusals: [...get().modelRefusals, failure] })
        }
      }
    },

    cancelModelJob: () => controller?.abort(),
    dismissModelRefusals: () => set({ modelRefusals: [] }),

    openModel: async (id) => {
      set({ openModelId: id, modelLayers: null, modelPlan: null })
      if (id === null) return
      try {
        const modelLayers = await engine.inspectModel({ id })
        if (get().openModelId === id) set({ modelLayers })
        await planOpen()
      } catch (thrown) {
        tell(thrown)
      }
    },

    renameModel: async (id, name) => {
      await engine.renameModel({ id, name }).then(replace, tell)
    },

    setClassNames: async (id, classes) => {
      await engine.setClassNames({ id, classes }).then(replace, tell)
    },

    setModelInput: async (id, input) => {
      await engine.setModelInput({ id, input }).then(replace, tell)
      await planOpen().catch(tell)
    },

    freezeLayers: async (prefix, isFrozen) => {
      const { openModelId: id, modelPlan, models } = get()
      const model = models?.find((other) => other.id === id)
      if (model === undefined || modelPlan === null) return
      const names = modelPlan.layers.map(({ name }) => name)
      const frozen = setFrozen(model.frozen ?? [], { prefix, isFrozen }, names)
      try {
        replace(await engine.setFrozen({ id: model.id, frozen }))
        await planOpen()
      } catch (thrown) {
        tell(thrown)
      }
    },

    deleteModel: async (id) => {
      const model = get().models?.find((other) => other.id === id)
      if (model === undefined) return
      try {
        await engine.deleteModel({ id })
        set({
          models: (get().models ?? []).filter((other) => other.id !== id),
          deletedModel: model,
          openModelId: null,
          ...(get().segmentModelId === id ? { segmentModelId: null } : {}),
        })
      } catch (thrown) {
        tell(thrown)
      }
    },

    undoDeleteModel: async () => {
      const { deletedModel } = get()
      if (deletedModel === null) return
      try {
        await engine.restoreModel({ id: deletedModel.id })
        set({ deletedModel: null })
        await refresh()
      } catch (thrown) {
        tell(thrown)
      }
    },

    exportModel: async (id, format) => {
      try {
        return await work('Writing the file', (signal) =>
          engine.exportModel({ id, format }, { signal }),
        )
      } catch (thrown) {
        tell(thrown)
        return null
      }
    },

    segmentWith: (id) => {
      set({ segmentModelId: id })
    },
  }
}

async function fetchCard(baseUrl: string, id: string): Promise<ModelCard> {
  const response = await fetch(`${baseUrl}weights/${id}/card.json`)
  return parseModelCard(await response.json())
}
