import { createRoot } from 'react-dom/client'
import { createRandom } from '../../src/domain/random.ts'
import { PRESETS, requestOf } from '../../src/domain/training/presets.ts'
import type { EvaluationEvent, StepEvent } from '../../src/domain/training/trainingEvent.ts'
import {
  DRAWN_SHAPES,
  EMPTY_HISTORY,
  type RunHistory,
  type RunRecord,
} from '../../src/domain/training/trainingRun.ts'
import { LiveCurves } from '../../src/store/liveCurves.ts'
import { createLimnStore } from '../../src/store/limnStore.ts'
import { App } from '../../src/ui/App.tsx'
import { LimnProvider } from '../../src/ui/useLimn.ts'
import { createDatasetsClient } from '../../src/workers/datasetsClient.ts'
import { createEngineClient } from '../../src/workers/engineClient.ts'
import { createMediaClient } from '../../src/workers/mediaClient.ts'
import { createMetricsClient } from '../../src/workers/metricsClient.ts'
import type { TrainProgress } from '../../src/workers/protocol/trainingMethods.ts'

/** The Train place as the app shows it, with a run of 100,000 steps that goes on with a step every few milliseconds. */
const POINTS = 100_000
const STEP_EVERY_MS = 4
const LOOK_EVERY = 500
const FRAMES = 300
const CLASSES = Array.from({ length: 80 }, (_, i) => `class ${i + 1}`)

const random = createRandom(1)
const [preset] = PRESETS
if (preset === undefined) throw new Error('There is no preset.')
const draft = requestOf(preset, { id: 'long', name: 'A long run', data: DRAWN_SHAPES })
const request = { ...draft, settings: { ...draft.settings, steps: 2 * POINTS } }

let tell: (progress: TrainProgress) => void = () => undefined
const store = createLimnStore({
  engine: {
    // Never started: the steps are made up here, so that nothing but the page is measured.
    ...createEngineClient(),
    start: () =>
      Promise.resolve({ backend: 'wasm', reason: 'bench', tried: [], threads: 1, adapter: '' }),
    load: () => Promise.resolve({ ready: false }),
    listRuns: () => Promise.resolve([]),
    listModels: () => Promise.resolve([]),
    listTrainingData: () => Promise.resolve([]),
    readRun: () => Promise.resolve(past()),
    train: (_request, { onProgress } = {}) => {
      tell = (progress) => onProgress?.(progress)
      return new Promise(() => undefined)
    },
  },
  media: createMediaClient(),
  datasets: createDatasetsClient(),
  metrics: createMetricsClient(),
  baseUrl: '/',
})
const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
location.hash = '#train'
createRoot(root).render(
  <LimnProvider value={store}>
    <App />
  </LimnProvider>,
)
void run().catch((thrown: unknown) => {
  document.body.dataset['result'] = JSON.stringify({ error: String(thrown) })
})

async function run(): Promise<void> {
  await store.getState().startEngine()
  store.getState().setPlace('train')
  store.setState({ runs: [{ request, status: 'stopped', step: POINTS } as RunRecord] })
  void store.getState().resumeRun('long')
  await until(() => document.querySelector('.train-charts .chart-canvas'))
  const surface = await until(() =>
    document.querySelector<HTMLElement>('.train-charts .chart-surface'),
  )
  let step = POINTS
  const timer = setInterval(() => {
    step += 1
    tell({ events: [stepOf(step), ...(step % LOOK_EVERY === 0 ? [lookAt(step)] : [])] })
  }, STEP_EVERY_MS)
  await frames(60)
  const still = await intervals(() => undefined)
  const hovering = await intervals((nth) => hover(surface, nth))
  const place = document.querySelector<HTMLElement>('.train')
  const resizing = await intervals((nth) => {
    if (place !== null) place.style.width = `${1150 + 200 * Math.sin(nth / 20)}px`
  })
  clearInterval(timer)
  document.body.dataset['result'] = JSON.stringify({
    charts: document.querySelectorAll('.train-charts .chart-canvas').length,
    points: store.getState().histories['long']?.curves.step.length,
    still,
    hovering,
    resizing,
  })
}

function hover(surface: HTMLElement, nth: number): void {
  const { left, top, width, height } = surface.getBoundingClientRect()
  const at = { clientX: left + width * (0.5 + 0.4 * Math.sin(nth / 30)), clientY: top + height / 2 }
  surface.dispatchEvent(
    new PointerEvent('pointermove', { ...at, pointerId: 1, pointerType: 'mouse', bubbles: true }),
  )
}

async function intervals(act: (nth: number) => void): Promise<number[]> {
  const found: number[] = []
  let last = await frame()
  for (let nth = 0; nth < FRAMES; nth++) {
    act(nth)
    const now = await frame()
    found.push(now - last)
    last = now
  }
  return found
}

function past(): RunHistory {
  const live = new LiveCurves(EMPTY_HISTORY)
  for (let step = 1; step <= POINTS; step++) {
    live.addStep(stepOf(step))
    if (step % LOOK_EVERY === 0) live.addEvaluation(lookAt(step))
  }
  return live.snapshot()
}

function stepOf(step: number): StepEvent {
  const part = () => Math.exp(-step / 40_000) * (1 + 0.3 * random.normal())
  const parts = {
    loss_classifier: part(),
    loss_box_reg: part(),
    loss_mask: part(),
    loss_objectness: part(),
    loss_rpn_box_reg: part(),
  }
  return {
    kind: 'step',
    step,
    loss: Object.values(parts).reduce((sum, value) => sum + value, 0),
    parts,
    learningRate: 0.001 * (1 + Math.cos((Math.PI * step) / (2 * POINTS))),
    gradientNorm: 3 * part(),
    images: 8,
    milliseconds: STEP_EVERY_MS * (1 + 0.1 * random.next()),
    memoryBytes: 3e8 + 1e6 * random.next(),
  }
}

function lookAt(step: number): EvaluationEvent {
  const score = 1 - Math.exp(-step / 60_000)
  const scores = { maskMap: 0.7 * score, maskMap50: score, boxMap: 0.6 * score, boxMap50: score }
  const classes = CLASSES.map((name, i) => ({ name, ap: (score * (i + 1)) / CLASSES.length }))
  return {
    kind: 'evaluation',
    step,
    scores,
    classes,
    pictures: 100,
    isBest: true,
    isAverage: false,
  }
}

function frame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}

async function frames(count: number): Promise<void> {
  for (let nth = 0; nth < count; nth++) await frame()
}

async function until<T>(find: () => T | null): Promise<T> {
  for (;;) {
    const found = find()
    if (found !== null) return found
    await frame()
  }
}
