import { lazy, Suspense } from 'react'
import { visibleInstances } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'
import { ProgressBar } from '../components/Progress.tsx'
import { formatNumberOf } from '../format.ts'
import { useLimn, useLimnStore } from '../useLimn.ts'
import { currentJob } from './currentJob.ts'
import { BACKEND_NAMES, modelState } from './engineText.ts'
import './statusLine.css'

const EnginePopover = lazy(() =>
  import('./EnginePopover.tsx').then(({ EnginePopover }) => ({ default: EnginePopover })),
)

export function StatusLine() {
  return (
    <footer className="status-line">
      <EngineButton />
      <ModelState />
      <CurrentJob />
      <ObjectCount />
    </footer>
  )
}

function EngineButton() {
  const phase = useLimn((state) => state.engine.kind)
  const info = useLimn((state) => state.engineInfo)
  const isOpen = useLimn((state) => state.dialog === 'engine')
  const openDialog = useLimn((state) => state.openDialog)
  const name = info === null ? 'Engine' : BACKEND_NAMES[info.backend]
  return (
    <>
      <button
        id="engine-button"
        type="button"
        className="engine-button"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-label={`Engine: ${phase === 'failed' ? 'failed' : name}`}
        title={info?.reason}
        onClick={() => openDialog(isOpen ? null : 'engine')}
      >
        <span className="engine-dot" data-phase={phase} />
        {phase === 'failed' ? 'Engine failed' : name}
      </button>
      {isOpen && (
        <Suspense>
          <EnginePopover anchorId="engine-button" />
        </Suspense>
      )}
    </>
  )
}

function ModelState() {
  const phase = useLimn((state) => state.engine)
  return <span className="status-model">{modelState(phase)}</span>
}

/** Re-renders with the job's words only, not with every change of the store. */
function CurrentJob() {
  const store = useLimnStore()
  const text = useLimn((state) => currentJob(state)?.text ?? '')
  const fraction = useLimn((state) => currentJob(state)?.fraction ?? null)
  const canCancel = useLimn((state) => (currentJob(state)?.cancel ?? null) !== null)
  if (text === '') return <span className="status-job" />
  const cancel = (): void => {
    const state: Limn = store.getState()
    currentJob(state)?.cancel?.(state)
  }
  return (
    <span className="status-job">
      <span className="status-job-text">{text}</span>
      <span className="status-job-bar">
        <ProgressBar label={text} fraction={fraction} />
      </span>
      {canCancel && (
        <button type="button" className="status-cancel" onClick={cancel}>
          Cancel
        </button>
      )}
    </span>
  )
}

function ObjectCount() {
  const hasPicture = useLimn((state) => state.currentImageId !== null)
  const count = useLimn((state) => visibleInstances(state, state.currentImageId).length)
  return <span className="status-count">{hasPicture && formatNumberOf(count, 'object')}</span>
}
