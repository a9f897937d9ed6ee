import { listDatasets } from '../data/library/datasetLibrary.ts'
import { installKernels } from '../kernels/installKernels.ts'
import { EngineSession } from './engineSession.ts'
import { readDecodingHandler, tuneDecodingHandler } from './handlers/decoding.ts'
import { disposeHandler } from './handlers/dispose.ts'
import { draftModelHandler } from './handlers/edit/draftModel.ts'
import { proposeAnchorsHandler } from './handlers/edit/proposeAnchors.ts'
import { saveDraftHandler } from './handlers/edit/saveDraft.ts'
import { setFrozenHandler } from './handlers/edit/setFrozen.ts'
import { everythingHandler } from './handlers/everything.ts'
import { fetchWeightsHandler } from './handlers/fetchWeights.ts'
import { fitRunHandler } from './handlers/fitRun.ts'
import { forgetHandler } from './handlers/forget.ts'
import { loadHandler } from './handlers/load.ts'
import { importModelHandler } from './handlers/importModel.ts'
import { memoryHandler } from './handlers/memory.ts'
import { modelLibraryHandlers } from './handlers/modelLibraryHandlers.ts'
import { planModelHandler } from './handlers/planModel.ts'
import { promptHandler } from './handlers/prompt.ts'
import {
  deleteRunHandler,
  exportRunHandler,
  keepRunHandler,
  listRunsHandler,
  readRunHandler,
  steerTrainingHandler,
} from './handlers/runs.ts'
import { segmentHandler } from './handlers/segment.ts'
import { startHandler } from './handlers/start.ts'
import { trainHandler } from './handlers/train.ts'
import type { EngineMethods } from './protocol.ts'
import { serve } from './rpc.ts'

installKernels()
const session = new EngineSession()

serve<EngineMethods>(
  {
    start: startHandler(session),
    load: loadHandler(session),
    segment: segmentHandler(session),
    everything: everythingHandler(session),
    prompt: promptHandler(session),
    forget: forgetHandler(session),
    train: trainHandler(session),
    fitRun: fitRunHandler(session),
    steerTraining: steerTrainingHandler(session),
    listTrainingData: () => listDatasets(),
    listRuns: listRunsHandler(session),
    readRun: readRunHandler(session),
    deleteRun: deleteRunHandler(session),
    keepRun: keepRunHandler(session),
    exportRun: exportRunHandler(session),
    ...modelLibraryHandlers(),
    planModel: planModelHandler(session),
    draftModel: draftModelHandler(session),
    saveDraft: saveDraftHandler(session),
    proposeAnchors: proposeAnchorsHandler(),
    setFrozen: setFrozenHandler(),
    importModel: importModelHandler(session),
    fetchWeights: fetchWeightsHandler(session),
    readDecoding: readDecodingHandler(session),
    tuneDecoding: tuneDecodingHandler(session),
    memory: memoryHandler(session),
    dispose: disposeHandler(session),
  },
  self,
)
