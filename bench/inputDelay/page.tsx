import { createRoot } from 'react-dom/client'
import { createLimnStore } from '../../src/store/limnStore.ts'
import { App } from '../../src/ui/App.tsx'
import { LimnProvider } from '../../src/ui/useLimn.ts'
import { createDatasetsClient } from '../../src/workers/datasetsClient.ts'
import { createEngineClient } from '../../src/workers/engineClient.ts'
import { createMediaClient } from '../../src/workers/mediaClient.ts'
import { createMetricsClient } from '../../src/workers/metricsClient.ts'

/** The app as it is, and how late it hears of each press, click and key, first at rest, then while a model trains. */
interface Heard {
  readonly type: string
  /** From the event to its first listener. */
  readonly delayMs: number
  /** From the event to the frame after it, painted. */
  readonly frameMs: number
}

interface BenchWindow {
  limnBench?: { readonly heard: Heard[]; steps(): number; train(): void; finish(): void }
}

const store = createLimnStore({
  engine: createEngineClient(),
  media: createMediaClient(),
  datasets: createDatasetsClient(),
  metrics: createMetricsClient(),
  baseUrl: '/',
})
const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')
createRoot(root).render(
  <LimnProvider value={store}>
    <App />
  </LimnProvider>,
)

const heard: Heard[] = []
for (const type of ['pointerdown', 'click', 'keydown']) {
  window.addEventListener(type, listen, { capture: true })
}

function listen({ type, timeStamp }: Event): void {
  const delayMs = performance.now() - timeStamp
  requestAnimationFrame(() => {
    // A message is received when the frame has been handed on.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => {
      heard.push({ type, delayMs, frameMs: performance.now() - timeStamp })
      port1.close()
    }
    port2.postMessage(null)
  })
}

void start().catch((thrown: unknown) => {
  document.body.dataset['result'] = JSON.stringify({ error: String(thrown) })
})

async function start(): Promise<void> {
  await store.getState().startEngine()
  await store.getState().chooseBackend('wasm')
  store.getState().setPlace('train')
  ;(window as BenchWindow).limnBench = {
    heard,
    steps: () => store.getState().liveRun?.latest?.step ?? 0,
    train: () => {
      const { draft, setDraft, startRun } = store.getState()
      setDraft({ ...draft, settings: { ...draft.settings, steps: 2000 } })
      void startRun()
    },
    finish: () => {
      const { engineInfo, trainFailure } = store.getState()
      document.body.dataset['result'] = JSON.stringify({ engineInfo, trainFailure })
    },
  }
}
