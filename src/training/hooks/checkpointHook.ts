import type { RunFiles } from '../../data/runs/runStore.ts'
import type { TrainingCheckpoint } from '../checkpoint/trainingCheckpoint.ts'
import { decodeCheckpoint, encodeCheckpoint } from '../checkpoint/checkpointFile.ts'
import type { TrainerControls, TrainerHook } from '../trainerHook.ts'

export const LAST_CHECKPOINT = 'last.safetensors'
const PREVIOUS_CHECKPOINT = 'previous.safetensors'

export interface CheckpointHook extends TrainerHook {
  /** Where a run that was stopped or killed goes on; null before the first checkpoint. */
  readonly latest: () => Promise<TrainingCheckpoint | null>
  /** For `TrainerOptions.lastGood`. */
  readonly lastGood: (step: number) => Promise<TrainingCheckpoint | null>
  /** Writes one now. */
  readonly write: (controls: TrainerControls) => Promise<void>
}

/**
 * Writes a checkpoint at the start, every `every` steps and at the end. It keeps the one before too: the weights of the
 * latest are known to be good only after the step that follows it.
 */
export function createCheckpointHook(files: RunFiles, every: number): CheckpointHook {
  let writtenAt: number | null = null

  const read = async (name: string) => {
    const file = await files.read(name)
    return file === null ? null : decodeCheckpoint(file)
  }
  const write = async (controls: TrainerControls): Promise<void> => {
    const checkpoint = await controls.checkpoint()
    if (checkpoint.step === writtenAt) return
    const before = await files.read(LAST_CHECKPOINT)
    if (before !== null) await files.write(PREVIOUS_CHECKPOINT, before)
    await files.write(LAST_CHECKPOINT, encodeCheckpoint(checkpoint))
    writtenAt = checkpoint.step
    controls.emit({ kind: 'checkpoint', step: checkpoint.step })
  }

  return {
    name: 'checkpoint',
    beforeStep: async ({ step }, controls) => {
      if (writtenAt === null && step === 0) await write(controls)
    },
    afterStep: async ({ step }, controls) => {
      if (step % every === 0) await write(controls)
    },
    atEnd: (_step, controls) => write(controls),
    restore: () => {
      writtenAt = null
    },
    latest: () => read(LAST_CHECKPOINT),
    lastGood: async (step) => {
      const last = await read(LAST_CHECKPOINT)
      return last === null || last.step < step ? last : ((await read(PREVIOUS_CHECKPOINT)) ?? last)
    },
    write,
  }
}
