import { currentImage } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'
import { ProgressBar } from '../components/Progress.tsx'
import { currentJob, describeStep } from '../shell/currentJob.ts'
import { useLimn } from '../useLimn.ts'

/**
 * A thin bar along the stage's upper edge while something is done for this picture, with the step in words. A click that
 * waits for its mask pulses where it was made and needs no words.
 */
export function StageProgress() {
  const words = useLimn(describeWork)
  const fraction = useLimn(fractionDone)
  if (words === null) return null
  const isPrompting = words === ''
  return (
    <div className="stage-progress">
      <ProgressBar
        label={isPrompting ? 'Outlining what you pointed at' : words}
        fraction={fraction}
      />
      {!isPrompting && <p className="stage-progress-words">{words}</p>}
    </div>
  )
}

/** Null when nothing is done for this picture, empty while a click waits for its mask. */
function describeWork(state: Limn): string | null {
  const status = currentImage(state)?.status
  if (status?.kind === 'running') return capitalise(describeStep(status))
  if (status?.kind === 'waiting' && isEngineBusy(state)) return currentJob(state)?.text ?? null
  return state.pendingPrompt !== null && state.pendingPrompt.imageId === state.currentImageId
    ? ''
    : null
}

function fractionDone(state: Limn): number | null {
  const status = currentImage(state)?.status
  if (status?.kind === 'running') return status.fraction
  return isEngineBusy(state) ? (currentJob(state)?.fraction ?? null) : null
}

function isEngineBusy({ engine }: Limn): boolean {
  return engine.kind === 'starting' || engine.kind === 'loading'
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
