import { createStore, type StoreApi } from 'zustand/vanilla'
import { createDrawingSlice } from './drawingSlice.ts'
import { createDatasetsSlice } from './datasetsSlice.ts'
import { createDecodingSlice } from './decodingSlice.ts'
import type { StoreDeps } from './deps.ts'
import { createEditorSlice } from './editorSlice.ts'
import { createEngineSlice } from './engineSlice.ts'
import { createEvaluationSlice } from './evaluationSlice.ts'
import { createExportSlice } from './exportSlice.ts'
import { createHistoryKeeper } from './historyKeeper.ts'
import { createImagesSlice } from './imagesSlice.ts'
import { createInstancesSlice } from './instancesSlice.ts'
import { createModelsSlice } from './modelsSlice.ts'
import { createMeasureSlice } from './measureSlice.ts'
import { createSegmentQueue } from './segmentQueue.ts'
import { rememberSettings } from './settings.ts'
import type { Limn } from './state.ts'
import { createTrainSlice } from './trainSlice.ts'
import { createFitSlice } from './fitSlice.ts'
import { createVariationSlice } from './variationSlice.ts'
import { createViewSlice } from './viewSlice.ts'
import { createWeightsSlice } from './weightsSlice.ts'

/**
 * The one store of the page: what the person sees and did. Actions call the workers; results come back as plain state.
 * Knows no tensor and no DOM.
 */
export function createLimnStore(deps: StoreDeps): StoreApi<Limn> {
  const store = createStore<Limn>((set, get) => {
    const queue = createSegmentQueue(set, get, deps)
    const history = createHistoryKeeper(set, get)
    return {
      ...createImagesSlice(set, get, deps, queue, history),
      ...createInstancesSlice(set, get, deps, history),
      ...createViewSlice(set, get),
      ...createEngineSlice(set, get, deps),
      ...createExportSlice(set, get, deps),
      ...createMeasureSlice(get, deps),
      ...createDatasetsSlice(set, get, deps),
      ...createTrainSlice(set, get, deps),
      ...createVariationSlice(set, get, deps),
      ...createFitSlice(set, get, deps),
      ...createEvaluationSlice(set, get, deps),
      ...createModelsSlice(set, get, deps),
      ...createEditorSlice(set, get, deps),
      ...createWeightsSlice(set, get, deps),
      ...createDecodingSlice(set, get, deps),
      ...createDrawingSlice(set, get, history),
    }
  })
  rememberSettings(store)
  // Pictures that waited for the models start as soon as these are there, however they came.
  store.subscribe((state, previous) => {
    if (state.engine.kind === 'ready' && previous.engine.kind !== 'ready') state.resumeQueue()
  })
  store.subscribe((state, previous) => {
    if (state.instances !== previous.instances) state.saveLabels()
    if (state.currentImageId !== previous.currentImageId) state.followStage()
    const isOther = state.segmentModelId !== previous.segmentModelId
    const isReady = state.engine.kind === 'ready' && previous.engine.kind !== 'ready'
    if (isOther || isReady) void state.readDecoding()
    if (state.place !== previous.place && state.place === 'segment') state.stopLabelling()
  })
  return store
}
