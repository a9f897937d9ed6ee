import type { TrainingMethods } from '../../src/workers/protocol/trainingMethods.ts'

/** The training methods of a worker whose spec is about something else: all of them answer with `refuse`. */
export function trainingStubs<Refuse>(refuse: Refuse): Record<keyof TrainingMethods, Refuse> {
  return {
    train: refuse,
    fitRun: refuse,
    steerTraining: refuse,
    listTrainingData: refuse,
    listRuns: refuse,
    readRun: refuse,
    deleteRun: refuse,
    keepRun: refuse,
    exportRun: refuse,
  }
}
