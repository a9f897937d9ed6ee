import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createLimnStore } from './store/limnStore.ts'
import { App, prepareWorkbench } from './ui/App.tsx'
import { LimnProvider } from './ui/useLimn.ts'
import { createDatasetsClient } from './workers/datasetsClient.ts'
import { createEngineClient } from './workers/engineClient.ts'
import { createMediaClient } from './workers/mediaClient.ts'
import { createMetricsClient } from './workers/metricsClient.ts'
import { registerOffline } from './workers/offlineClient.ts'

/** The composition root: workers' clients, then the store, then the page. */
const engine = createEngineClient({
  onRestart: (engineInfo) => {
    store.setState({ engineInfo })
    store.getState().notify({
      tone: 'info',
      text: 'The graphics device was lost; the engine was started again.',
      remedy: 'Nothing that was found is lost, and the work goes on.',
    })
  },
})
const store = createLimnStore({
  engine,
  media: createMediaClient(),
  datasets: createDatasetsClient(),
  metrics: createMetricsClient(),
  baseUrl: import.meta.env.BASE_URL,
})

const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root.')
createRoot(root).render(
  <StrictMode>
    <LimnProvider value={store}>
      <App />
    </LimnProvider>
  </StrictMode>,
)

void store.getState().recoverLabels()
void store.getState().startEngine()
// Not requestIdleCallback, which Safari lacks; the drop zone has painted by then.
setTimeout(prepareWorkbench, 300)
if (import.meta.env.PROD) void registerOffline()
