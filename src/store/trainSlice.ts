import { toFailure } from '../domain/failure.ts'
import { PRESETS, requestOf } from '../domain/training/presets.ts'
import { learningRateAt } from '../domain/training/schedule.ts'
import type { StepEvent, TrainingEvent } from '../domain/training/trainingEvent.ts'
import {
  DRAWN_SHAPES,
  EMPTY_HISTORY,
  type RunId,
  type RunRequest,
} from '../domain/training/trainingRun.ts'
import { newId, type Get, type Set, type StoreDeps } from './deps.ts'
import { LiveCurves } from './liveCurves.ts'
import type { LiveRun, TrainActions, TrainState } from './trainState.ts'
import { withFrozen } from './withFrozen.ts'

/** How often the curves of the live run are handed to the charts, milliseconds. */
const REFRESH_MS = 250

export function createTrainSlice(
  set: Set,
  get: Get,
  { engine }: StoreDeps,
): TrainState & TrainActions {
  const change = (part: Partial<LiveRun>) => {
    const { liveRun } = get()
    if (liveRun !== null) set({ liveRun: { ...liveRun, ...part } })
  }
  const steer = async (steering: Parameters<typeof engine.steerTraining>[0]['steering']) => {
    const { liveRun } = get()
    if (liveRun !== null) await engine.steerTraining({ id: liveRun.request.id, steering })
  }
  const refreshRuns = async () => set({ runs: await engine.listRuns(null) })
  const readHistory = async (id: RunId) => {
    const { liveRun, histories } = get()
    if (liveRun?.request.id === id && histories[id] !== undefined) return
    const history = await engine.readRun({ id })
    set({ histories: { ...get().histories, [id]: history } })
  }

  async function train(request: RunRequest): Promise<void> {
    if (get().liveRun !== null) return
    const { id } = request
    set({
      liveRun: {
        request,
        phase: 'starting',
        latest: null,
        learningRateScale: 1,
        note: null,
      },
      shownRunId: id,
      trainFailure: null,
    })
    try {
      // A run that goes on has a past.
      const live = new LiveCurves(await engine.readRun({ id }).catch(() => EMPTY_HISTORY))
      const stopShowing = showLive(id, live)
      try {
        await engine.train(request, {
          onProgress: ({ events }) => {
            for (const event of events) hear(event, id, live)
          },
        })
      } finally {
        stopShowing()
      }
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (failure.reason !== 'cancelled') set({ trainFailure: failure })
    } finally {
      set({ liveRun: null })
      await refreshRuns().catch(() => undefined)
    }
  }

  /** Hands curves and the latest step to the page a few times a second, however fast the steps are. */
  function showLive(id: RunId, live: LiveCurves): () => void {
    let shown = -1
    const show = () => {
      const { histories, liveRun } = get()
      shown = live.changes
      set({
        histories: { ...histories, [id]: live.snapshot() },
        ...(liveRun !== null && { liveRun: { ...liveRun, latest: live.latest } }),
      })
    }
    const timer = setInterval(() => {
      if (live.changes !== shown) show()
    }, REFRESH_MS)
    show()
    return () => {
      clearInterval(timer)
      show()
    }
  }

  function hear(event: TrainingEvent, id: RunId, live: LiveCurves): void {
    if (event.kind === 'step') {
      live.addStep(event)
      hearStep(event)
    } else if (event.kind === 'evaluation') live.addEvaluation(event)
    else if (event.kind === 'predictions') {
      set({ predictions: { runId: id, step: event.step, pictures: event.pictures } })
    } else if (event.kind === 'smaller-chunk') {
      const pictures = event.chunkSize === 1 ? 'one picture' : `${event.chunkSize} pictures`
      change({ note: `Memory ran out: the run goes on with ${pictures} at a time.` })
    } else if (event.kind === 'rollback') {
      live.goBackTo(event.to)
      set({ trainFailure: event.failure })
    }
  }

  function hearStep(latest: StepEvent): void {
    const { liveRun } = get()
    if (liveRun === null) return
    const { request, phase, learningRateScale } = liveRun
    const planned = learningRateAt(request.settings.schedule, latest.step - 1)
    const scale = Number((latest.learningRate / planned).toPrecision(6))
    if (phase === 'starting') {
      // A run that goes on keeps the hand that was laid on it before.
      const known = planned > 0 ? scale : learningRateScale
      change({ latest, phase: 'running', learningRateScale: known })
      return
    }
    // A worker that was made anew knows nothing of the hand on the run: it is told again. Telling twice does nothing.
    if (phase === 'paused') void steer({ kind: 'pause' })
    if (phase === 'stopping') void steer({ kind: 'stop' })
    if (planned > 0 && scale !== learningRateScale) {
      void steer({ kind: 'scale-learning-rate', scale: learningRateScale })
    }
  }

  return {
    runs: null,
    trainingData: [],
    draft: firstDraft(),
    liveRun: null,
    shownRunId: null,
    comparedRunIds: [],
    histories: {},
    predictions: null,
    trainFailure: null,

    openTraining: async () => {
      try {
        await get().listModels()
        const [runs, trainingData] = await Promise.all([
          engine.listRuns(null),
          engine.listTrainingData(null),
        ])
        set({ runs, trainingData })
        const [latest] = runs
        if (get().shownRunId === null && latest !== undefined) {
          await get().showRun(latest.request.id)
        }
      } catch (thrown) {
        set({ trainFailure: toFailure(thrown) })
      }
    },
    setDraft: (draft) => set({ draft }),
    startRun: async () => {
      await train({ ...withFrozen(get().draft, get().models ?? []), id: newId() })
    },
    resumeRun: async (id) => {
      const record = get().runs?.find(({ request }) => request.id === id)
      if (record !== undefined) await train(record.request)
    },
    pauseRun: async () => {
      change({ phase: 'paused' })
      await steer({ kind: 'pause' })
    },
    continueRun: async () => {
      change({ phase: 'running' })
      await steer({ kind: 'resume' })
    },
    stopRun: async () => {
      change({ phase: 'stopping' })
      await steer({ kind: 'stop' })
    },
    scaleLearningRate: async (scale) => {
      change({ learningRateScale: scale })
      await steer({ kind: 'scale-learning-rate', scale })
    },
    showRun: async (id) => {
      set({ shownRunId: id })
      await readHistory(id)
    },
    compareRun: async (id, isCompared) => {
      const others = get().comparedRunIds.filter((other) => other !== id)
      set({ comparedRunIds: isCompared ? [...others, id] : others })
      if (isCompared) await readHistory(id)
    },
    deleteRun: async (id) => {
      try {
        await engine.deleteRun({ id })
        const { shownRunId, comparedRunIds } = get()
        set({
          comparedRunIds: comparedRunIds.filter((other) => other !== id),
          ...(shownRunId === id && { shownRunId: null }),
        })
        await refreshRuns()
      } catch (thrown) {
        set({ trainFailure: toFailure(thrown) })
      }
    },
    segmentWithRun: async (id) => {
      try {
        const kept = await engine.keepRun({ id })
        await get().listModels()
        get().segmentWith(kept.id)
        get().notify({
          tone: 'info',
          text: `“${kept.name}” is kept among your models and segments pictures from now on.`,
          remedy: 'The Models place goes back to the built-in ones.',
        })
        get().setPlace('segment')
      } catch (thrown) {
        set({ trainFailure: toFailure(thrown) })
      }
    },
    exportRun: async (id, format) => {
      try {
        return await engine.exportRun({ id, format })
      } catch (thrown) {
        set({ trainFailure: toFailure(thrown) })
        return null
      }
    },
  }
}

function firstDraft(): RunRequest {
  const [preset] = PRESETS
  if (preset === undefined) throw new Error('There is no preset.')
  return requestOf(preset, {
    id: '',
    name: 'Drawn shapes',
    data: DRAWN_SHAPES,
  })
}
