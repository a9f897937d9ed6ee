import { tuneKernels } from '../kernels/tuning/tuneKernels.ts'
import { listenToQuestions, type TuningRequest } from '../kernels/tuning/tuning.ts'
import { LOGITS_SIDE, NETWORK_SIDE } from '../models/sam/samFrame.ts'
import type { SamPrompt } from '../models/sam/samPrompt.ts'
import type { RunningBackend } from './backend/runningBackend.ts'
import type { LoadedModels } from './engineSession.ts'
import type { StepProgress } from './protocol.ts'
import { createTuningCache } from './tuningCache.ts'

interface CompileOptions {
  readonly signal: AbortSignal
  readonly report: (progress: StepProgress) => void
}

/** A laptop's GPU measures all of the first screen's convolutions in less. */
const TUNING_BUDGET_MS = 1500

const BOX: SamPrompt = { points: [], box: { x: 0, y: 0, width: 64, height: 64 } }
const REFINEMENT: SamPrompt = {
  points: [{ x: 32, y: 32, positive: true }],
  previousLogits: new Float32Array(LOGITS_SIDE * LOGITS_SIDE),
}

/**
 * Compiles on WebGPU what the models run, so that the first picture and the first click do not wait for it. Each piece
 * is run once without computing; the sizes of decoder batches are those that SAM makes of any number of prompts.
 */
export async function compilePrograms(
  { guard, precompile }: RunningBackend,
  { detector, sam }: LoadedModels,
  { signal, report }: CompileOptions,
): Promise<void> {
  if (precompile === null) return
  const blank = {
    width: NETWORK_SIDE,
    height: NETWORK_SIDE,
    data: new Uint8ClampedArray(NETWORK_SIDE * NETWORK_SIDE * 4),
  }
  const embedding = new Float32Array((NETWORK_SIDE / 16) ** 2 * 256)
  const decode = async (prompts: readonly SamPrompt[]) => {
    await sam.decode(embedding, prompts, { signal })
  }
  const pieces: readonly (() => Promise<unknown>)[] = [
    () => detector.predict(blank),
    () => sam.encode(blank, { signal }),
    ...[16, 8, 4, 1].map((count) => () => decode(Array.from({ length: count }, () => BOX))),
    () => decode([REFINEMENT]),
  ]
  const text = 'Preparing the graphics device'
  report({ step: 'compiling', text, fraction: null })
  const requests: TuningRequest[] = []
  const dryRun = async (): Promise<void> => {
    const stopListening = listenToQuestions((request) => requests.push(request))
    try {
      for (const piece of pieces) await piece()
    } finally {
      stopListening()
    }
  }
  const tellFraction = (done: number, total: number): void =>
    report({ step: 'compiling', text, fraction: total === 0 ? 1 : done / total })
  await guard(async () => {
    await precompile(dryRun, tellFraction)
    // What the tuning chooses differently is compiled when it is measured.
    await tuneKernels(requests, {
      store: createTuningCache(),
      budgetMs: TUNING_BUDGET_MS,
      signal,
      onProgress: tellFraction,
    })
    tellFraction(1, 1)
  })
  signal.throwIfAborted()
}
