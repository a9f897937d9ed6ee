/** What a bench does with the words that follow its name on the command line; it prints its own table. */
export type Bench = (words: readonly string[]) => Promise<void>

/** Every bench by its name. Each is loaded when it is asked for. */
export const BENCHES: Readonly<Record<string, () => Promise<Bench>>> = {
  charts: async () => (await import('./charts.ts')).runChartsBench,
  inputDelay: async () => (await import('./inputDelay.ts')).runInputDelayBench,
  library: async () => (await import('./library.ts')).runLibraryBench,
  stage: async () => (await import('./stage.ts')).runStageBench,
  cocoEval: async () => (await import('./cocoEval.ts')).runCocoEvalBench,
  cocoVal: async () => (await import('./cocoVal.ts')).runCocoValBench,
  kernels: async () => (await import('./kernels.ts')).runKernelBench,
  operations: async () => (await import('./operations.ts')).runOperationBench,
  trainingStep: async () => (await import('./trainingStep.ts')).runStepBench,
  importMemory: async () => (await import('./importMemory.ts')).runImportMemoryBench,
  maskRcnn: async () => (await import('./maskRcnn.ts')).runMaskRcnnBench,
  largeTiff: async () => (await import('./largeTiff.ts')).runLargeTiffBench,
  nuclei: async () => (await import('./nuclei.ts')).runNucleiBench,
  sam: async () => (await import('./sam.ts')).runSamBench,
}
