import { drawnCategories } from '../../data/drawnDataset.ts'
import { readImages, readRecord } from '../../data/library/datasetLibrary.ts'
import { readModel } from '../../data/library/modelLibrary.ts'
import type { RunStore } from '../../data/runs/runStore.ts'
import { classNamesOf } from '../../domain/dataset.ts'
import { fail } from '../../domain/failure.ts'
import { isShippedModelId } from '../../domain/shippedModelIds.ts'
import type { RunData, RunRequest, RunStart } from '../../domain/training/trainingRun.ts'
import type { Architecture } from '../../models/architecture.ts'
import { shippedArchitecture } from '../../models/shippedModels.ts'
import type { FitContext } from './fitRun.ts'
import { readRun } from './runRecords.ts'

/** What is needed to plan a run: no picture is decoded and no weight read. */
export async function readFitContext(
  { start, data }: RunRequest,
  store: RunStore,
): Promise<FitContext> {
  return { begun: await readStart(start, store), ...(await readData(data)) }
}

/** The model that a run begins with, without its weights. */
async function readStart(start: RunStart, store: RunStore): Promise<Architecture | null> {
  if (start.kind === 'new') return null
  if (start.kind === 'library' && isShippedModelId(start.modelId)) {
    return shippedArchitecture(start.modelId)
  }
  const kept =
    start.kind === 'library'
      ? await readModel(start.modelId)
      : await readRun(store.open(start.runId))
  if (kept === null) {
    fail('weights-missing', 'The run to begin with is gone.', 'Choose another start.')
  }
  // The engine wrote it, so it is what the engine's own version reads.
  return kept.architecture as Readonly<Record<string, unknown>> & Architecture
}

async function readData(data: RunData): Promise<Pick<FitContext, 'classes' | 'pictures'>> {
  if (data.kind === 'drawn') {
    const { width, height } = data
    return { classes: classNamesOf(drawnCategories(data)), pictures: [{ width, height }] }
  }
  const { categories } = await readRecord(data.datasetId)
  const labelled = (await readImages(data.datasetId)).filter(({ objectCount }) => objectCount > 0)
  return { classes: classNamesOf(categories), pictures: labelled.map(({ size }) => size) }
}
