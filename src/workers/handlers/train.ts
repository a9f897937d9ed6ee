import * as tf from '@tensorflow/tfjs-core'
import type { RunFiles } from '../../data/runs/runStore.ts'
import { fail, LimnError, toFailure } from '../../domain/failure.ts'
import type { EndEvent, TrainingEvent } from '../../domain/training/trainingEvent.ts'
import type { RunRecord, RunRequest, RunStatus } from '../../domain/training/trainingRun.ts'
import { LIMN_VERSION } from '../../domain/version.ts'
import type { TrainableModel } from '../../models/trainableModel.ts'
import { RunControl } from '../../training/runControl.ts'
import { trainRun } from '../../training/trainRun.ts'
import { varyBy } from '../../training/varyBy.ts'
import { deviceLost } from '../backend/runningBackend.ts'
import type { EngineHandler, EngineSession } from '../engineSession.ts'
import { buildRunModel } from '../training/buildRunModel.ts'
import { openDetectorWeights, openTrainedModel } from '../training/openTrainedModel.ts'
import { cutOf } from '../training/runArchitecture.ts'
import { tuneRun } from '../training/tuneRun.ts'
import { openRunData, type OpenedData } from '../training/runData.ts'
import { readRun, writeRun } from '../training/runRecords.ts'

type Turn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Trains, sharing the device with everything else step by step: each step waits in the engine's queue, so that a click
 * is answered between two of them.
 */
export function trainHandler(session: EngineSession): EngineHandler<'train'> {
  return async (request, { signal, report }) => {
    if (session.runs.has(request.id)) {
      fail('bad-request', 'This run is already at work.', 'Stop it before you start it again.')
    }
    const control = new RunControl()
    session.runs.set(request.id, control)
    try {
      const turn = takeTurns(session, signal)
      const data = await openRunData(request.data)
      const store = session.runStore
      const opening = { shipped: session.weightStore, signal }
      const model = await turn(() =>
        buildRunModel(request, {
          classes: data.classes,
          store,
          openLibraryModel: (id) => openTrainedModel(id, opening),
          openDetector: () => openDetectorWeights(opening),
        }),
      )
      const files = store.open(request.id)
      const keeper = new RecordKeeper(files)
      try {
        const running = session.requireBackend()
        const known = (await readRun(files))?.tuning ?? {}
        const sample = await data.train.read(0)
        const tuning = await turn(() =>
          tuneRun(model, { sample, settings: request.settings, running, known, signal }),
        )
        await keeper.begin(request, data, { model, tuning, backend: running.title })
        return await train({ request, data, model, keeper, control, signal, turn, session, report })
      } catch (thrown) {
        await keeper.fail(thrown, signal)
        throw thrown
      } finally {
        model.dispose()
      }
    } finally {
      session.runs.delete(request.id)
    }
  }
}

interface TrainParts {
  readonly request: RunRequest
  readonly data: OpenedData
  readonly model: TrainableModel
  readonly keeper: RecordKeeper
  readonly control: RunControl
  readonly signal: AbortSignal
  readonly turn: Turn
  readonly session: EngineSession
  readonly report: (progress: { readonly events: readonly TrainingEvent[] }) => void
}

async function train(parts: TrainParts): Promise<EndEvent> {
  const { request, data, model, keeper, control, signal, turn, session, report } = parts
  const end = await trainRun({
    model,
    train: data.train,
    heldOut: data.heldOut,
    vary: varyBy(request.settings.augmentation, { cutTo: cutOf(request, model.architecture) }),
    settings: request.settings,
    files: session.runStore.open(request.id),
    control,
    signal,
    turn,
    memoryBytes: () => session.backend?.running.gpuBytes() ?? tf.memory().numBytes,
    report: (event) => {
      keeper.hear(event)
      report({ events: [event] })
    },
  })
  await keeper.end(end)
  return end
}

/** Work on tensors when its turn comes, on the backend that the run began with. */
function takeTurns(session: EngineSession, signal: AbortSignal): Turn {
  const own = session.requireBackend()
  return (work) =>
    session.queue.run(
      () => {
        if (session.backend?.running !== own) {
          // The client answers a lost device by repeating the call, which goes on from the last checkpoint.
          throw new LimnError(deviceLost('The engine moved to another backend.'))
        }
        return own.guard(work)
      },
      { signal },
    )
}

/** Keeps the record of a run true while it is at work. */
class RecordKeeper {
  readonly #files: RunFiles
  #record: RunRecord | null = null
  /** Writes wait for one another; the last one wins. */
  #writing: Promise<void> = Promise.resolve()

  constructor(files: RunFiles) {
    this.#files = files
  }

  async begin(
    request: RunRequest,
    data: OpenedData,
    { model, ...ran }: Pick<RunRecord, 'backend' | 'tuning'> & { readonly model: TrainableModel },
  ): Promise<void> {
    const before = await readRun(this.#files)
    const now = new Date().toISOString()
    this.#record = {
      request,
      status: 'running',
      failure: null,
      createdAt: before?.createdAt ?? now,
      updatedAt: now,
      step: before?.step ?? 0,
      best: before?.best ?? null,
      ...ran,
      versions: { limn: LIMN_VERSION, tensorflow: tf.version_core },
      dataFingerprint: data.fingerprint,
      classes: data.classes,
      architecture: { ...model.architecture },
      parameters: model.parameters.all().reduce((sum, { variable }) => sum + variable.size, 0),
      pictures: { train: data.train.count, heldOut: data.heldOut.count },
    }
    await this.#write({})
  }

  hear(event: TrainingEvent): void {
    if (event.kind === 'checkpoint') void this.#write({ step: event.step })
    if (event.kind === 'evaluation' && event.isBest) void this.#write({ best: event })
    if (event.kind === 'rollback') void this.#write({ step: event.to, failure: event.failure })
  }

  async end({ step, reason }: EndEvent): Promise<void> {
    const status: RunStatus = reason === 'asked' ? 'stopped' : reason
    await this.#write({ step, status })
  }

  async fail(thrown: unknown, signal: AbortSignal): Promise<void> {
    const failure = toFailure(thrown)
    if (signal.aborted || failure.reason === 'cancelled') await this.#write({ status: 'stopped' })
    // After a lost device the run is taken up again by itself.
    else if (failure.reason !== 'device-lost') await this.#write({ status: 'failed', failure })
  }

  #write(change: Partial<RunRecord>): Promise<void> {
    if (this.#record === null) return Promise.resolve()
    const record = { ...this.#record, ...change, updatedAt: new Date().toISOString() }
    this.#record = record
    this.#writing = this.#writing.then(() => writeRun(this.#files, record))
    return this.#writing
  }
}
