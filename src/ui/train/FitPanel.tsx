import { useEffect } from 'react'
import type { RunFit } from '../../domain/training/runFit.ts'
import type { RunRequest } from '../../domain/training/trainingRun.ts'
import { Button } from '../components/Button.tsx'
import { Term } from '../components/Term.tsx'
import { formatBytes, formatNumberOf, formatSize } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import './fit.css'

interface FitPanelProps {
  draft: RunRequest
  onChange: (draft: RunRequest) => void
}

/** Whether the run fits into memory, before it starts, and what to change if it does not. */
export function FitPanel({ draft, onChange }: FitPanelProps) {
  const fit = useLimn((state) => state.fit)
  const failure = useLimn((state) => state.fitFailure)
  const estimateFit = useLimn((state) => state.estimateFit)
  const backend = useLimn(({ engineInfo }) => engineInfo?.backend ?? null)
  useEffect(() => {
    if (backend !== null) void estimateFit()
  }, [backend, draft, estimateFit])
  if (failure !== null) {
    return (
      <p className="fit-fault" role="status">
        {failure.message} {failure.remedy}
      </p>
    )
  }
  if (fit === null) return null
  const share = Math.min(1, fit.bytes / fit.limitBytes)
  const isOver = fit.bytes > fit.limitBytes
  return (
    <div className="fit" data-over={isOver} role="status">
      <div className="fit-line">
        <Term meaning="The most that the tensors of one step take at a time, found by going through the run’s own kernels without computing. The limit is an estimate from what the browser says this device has.">
          Memory of a step
        </Term>
        <span className="fit-figure">
          {formatBytes(fit.bytes)} of about {formatBytes(fit.limitBytes)}
        </span>
      </div>
      <div className="fit-meter" aria-hidden>
        <div style={{ inlineSize: `${share * 100}%` }} />
      </div>
      <p className="fit-note">{noteOf(fit, isOver)}</p>
      <Remedy fit={fit} isOver={isOver} draft={draft} onChange={onChange} />
    </div>
  )
}

function noteOf({ mostAtATime, picture, smallerImageSize }: RunFit, isOver: boolean): string {
  const size = formatSize(picture)
  if (!isOver) {
    return `Pictures of ${size}; ${atATime(mostAtATime)}.`
  }
  if (mostAtATime > 0) {
    return `Pictures of ${size}: only ${atATime(mostAtATime)}. The update stays the same with fewer.`
  }
  return smallerImageSize === null
    ? `Not even one picture of ${size} fits. Begin with a smaller model.`
    : `Not even one picture of ${size} fits.`
}

/** "1 picture at a time fits", "8 pictures at a time fit". */
function atATime(count: number): string {
  return `${formatNumberOf(count, 'picture')} at a time ${count === 1 ? 'fits' : 'fit'}`
}

function Remedy({
  fit,
  isOver,
  draft,
  onChange,
}: FitPanelProps & { fit: RunFit; isOver: boolean }) {
  const { mostAtATime, smallerImageSize } = fit
  if (!isOver) return null
  if (mostAtATime > 0) {
    const settings = { ...draft.settings, chunkSize: mostAtATime }
    return (
      <Button onClick={() => onChange({ ...draft, settings })}>
        Take {formatNumberOf(mostAtATime, 'picture')} at a time
      </Button>
    )
  }
  if (smallerImageSize === null) return null
  const settings = { ...draft.settings, chunkSize: 1 }
  return (
    <Button onClick={() => onChange({ ...draft, imageSize: smallerImageSize, settings })}>
      Use an image size of {smallerImageSize} px
    </Button>
  )
}
