import { currentImage } from '../../store/selectors.ts'
import type { ImageStatus } from '../../store/state.ts'
import { ProgressBar } from '../components/Progress.tsx'
import { useLimn } from '../useLimn.ts'

type Running = Extract<ImageStatus, { kind: 'running' }>

const STEP_WORDS: Readonly<Record<Running['step'], string>> = {
  decoding: 'Reading the picture',
  encoding: 'Looking at the picture',
  detecting: 'Finding objects',
  masking: 'Outlining objects',
}

/** A thin bar along the stage's upper edge while the picture's job runs, with the step in words. */
export function StageProgress() {
  const status = useLimn((state) => currentImage(state)?.status)
  const found = useLimn(({ instances, currentImageId }) =>
    currentImageId === null ? 0 : (instances[currentImageId]?.length ?? 0),
  )
  const isPrompting = useLimn(
    ({ pendingPrompt, currentImageId }) => pendingPrompt?.imageId === currentImageId,
  )
  if (status?.kind === 'running') {
    const words = STEP_WORDS[status.step]
    const soFar = status.step === 'masking' && found > 0 ? `, ${found} so far` : ''
    return (
      <div className="stage-progress">
        <ProgressBar label={words} fraction={status.fraction} />
        <p className="stage-progress-words">
          {words}
          {soFar} · {Math.round(status.fraction * 100)} %
        </p>
      </div>
    )
  }
  if (isPrompting) {
    return (
      <div className="stage-progress">
        <ProgressBar label="Outlining what you pointed at" fraction={null} />
      </div>
    )
  }
  return null
}
