import { describe, expect, it, vi } from 'vitest'
import { unusedDatasets } from '../../tools/testing/unusedDatasets.ts'
import { UNUSED_METRICS } from '../../tools/testing/unusedMetrics.ts'
import { PRESETS, requestOf } from '../domain/training/presets.ts'
import { learningRateAt } from '../domain/training/schedule.ts'
import type { StepEvent, TrainingEvent } from '../domain/training/trainingEvent.ts'
import {
  DRAWN_SHAPES,
  EMPTY_HISTORY,
  type RunRecord,
  type RunRequest,
} from '../domain/training/trainingRun.ts'
import { ENGINE_METHODS } from '../workers/engineClient.ts'
import type { EngineMethods, MediaMethods } from '../workers/protocol.ts'
import type { Steering } from '../workers/protocol/trainingMethods.ts'
import { clientOf, type MethodNames } from '../workers/rpc.ts'
import { createLimnStore } from './limnStore.ts'

const [PRESET] = PRESETS
if (PRESET === undefined) throw new Error('There is no preset.')
const REQUEST = requestOf(PRESET, { id: 'run', name: 'Run', data: DRAWN_SHAPES })

function stepOf(step: number, scale = 1): StepEvent {
  return {
    kind: 'step',
    step,
    loss: 1,
    parts: { mask: 1 },
    learningRate: learningRateAt(REQUEST.settings.schedule, step - 1) * scale,
    gradientNorm: 1,
    images: 8,
    milliseconds: 100,
    memoryBytes: 1e6,
  }
}

/** A store whose engine trains as it is told. */
function setUp() {
  const steered: Steering[] = []
  let tell: (event: TrainingEvent) => void = () => undefined
  let end: () => void = () => undefined
  const unused = () => Promise.reject(new Error('not in this spec'))
  const store = createLimnStore({
    engine: {
      ...clientOf<EngineMethods>(ENGINE_METHODS, unused),
      listRuns: () => Promise.resolve([]),
      readRun: () => Promise.resolve(EMPTY_HISTORY),
      steerTraining: ({ steering }) => {
        steered.push(steering)
        return Promise.resolve(true)
      },
      train: (_request: RunRequest, { onProgress } = {}) => {
        tell = (event) => onProgress?.({ events: [event] })
        return new Promise((resolve) => {
          end = () => resolve({ kind: 'end', step: 9, reason: 'done' })
        })
      },
    },
    datasets: unusedDatasets,
    media: clientOf<MediaMethods>({} as MethodNames<MediaMethods>, unused),
    metrics: UNUSED_METRICS,
    baseUrl: '/',
  })
  const record = { request: REQUEST, status: 'stopped', step: 40 } as RunRecord
  store.setState({ runs: [record] })
  const resume = async () => {
    void store.getState().resumeRun('run')
    await vi.waitFor(() => expect(store.getState().liveRun).not.toBeNull())
    await Promise.resolve()
  }
  return { store, steered, resume, tell: (event: TrainingEvent) => tell(event), end: () => end() }
}

describe('a run at work in the store', () => {
  it('shows the learning rate that a run goes on with', async () => {
    const { store, tell, resume, steered } = setUp()
    await resume()
    tell(stepOf(41, 0.25))
    expect(store.getState().liveRun).toMatchObject({ phase: 'running', learningRateScale: 0.25 })
    tell(stepOf(42, 0.25))
    expect(steered).toEqual([])
  })

  it('lays the hand on the run again when a new worker takes it up from a checkpoint', async () => {
    const { store, tell, resume, steered } = setUp()
    await resume()
    tell(stepOf(41))
    await store.getState().scaleLearningRate(0.5)
    tell(stepOf(42, 0.5))
    expect(steered).toEqual([{ kind: 'scale-learning-rate', scale: 0.5 }])
    // The checkpoint is of a time before the hand was there.
    tell(stepOf(41))
    expect(steered.at(-1)).toEqual({ kind: 'scale-learning-rate', scale: 0.5 })
    await store.getState().pauseRun()
    tell(stepOf(42, 0.5))
    expect(steered.slice(-2)).toEqual([{ kind: 'pause' }, { kind: 'pause' }])
    expect(store.getState().liveRun?.phase).toBe('paused')
  })

  it('keeps the last predictions in sight after the run', async () => {
    const { store, tell, resume, end } = setUp()
    await resume()
    tell({ kind: 'predictions', step: 41, pictures: [] })
    end()
    await vi.waitFor(() => expect(store.getState().liveRun).toBeNull())
    expect(store.getState().predictions).toEqual({ runId: 'run', step: 41, pictures: [] })
  })

  it('says that memory ran out and with how many pictures at a time it goes on', async () => {
    const { store, tell, resume } = setUp()
    await resume()
    tell({ kind: 'smaller-chunk', step: 41, chunkSize: 4 })
    expect(store.getState().liveRun?.note).toBe(
      'Memory ran out: the run goes on with 4 pictures at a time.',
    )
  })
})
