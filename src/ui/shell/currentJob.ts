import type { ImageStatus, Limn } from '../../store/state.ts'
import { queueSummary } from '../filmstrip/queueSummary.ts'
import { formatBytesOf, formatPercent, formatRemaining } from '../format.ts'

/** What is being worked on, as the status line tells it. */
export interface Job {
  readonly text: string
  /** 0 to 1; null while the length of the work is unknown. */
  readonly fraction: number | null
  readonly cancel: ((state: Limn) => void) | null
}

const STEPS = {
  decoding: 'reading the picture',
  encoding: 'looking at the picture',
  detecting: 'finding objects',
  masking: 'drawing outlines',
} as const

type Running = Extract<ImageStatus, { kind: 'running' }>

export function describeStep({
  step,
  fraction,
  windows,
}: Pick<Running, 'step' | 'fraction' | 'windows'>): string {
  if (windows === undefined) return `${STEPS[step]}, ${formatPercent(fraction)}`
  const { at, of, remainingMs } = windows
  const rest = remainingMs === null ? '' : `, ${formatRemaining(remainingMs)}`
  return `window ${at} of ${of}${rest}`
}

function engineJob(state: Limn): Job | null {
  const { engine } = state
  if (engine.kind !== 'starting' && engine.kind !== 'loading') return null
  const { progress } = engine
  const isWaitedFor = queueSummary(state).unfinished > 0
  const cancel =
    engine.kind === 'loading' || isWaitedFor
      ? (now: Limn) => {
          now.cancelAll()
          now.cancelLoading()
        }
      : null
  if (progress === null) {
    const text = engine.kind === 'starting' ? 'Starting the engine' : 'Loading the models'
    return { text, fraction: null, cancel }
  }
  const { bytesDone, bytesTotal, fraction } = progress
  const amount =
    bytesDone !== undefined && bytesTotal !== undefined
      ? `, ${formatBytesOf(bytesDone, bytesTotal)}`
      : ''
  return { text: `${progress.text}${amount}`, fraction, cancel }
}

/** The one job to show: an export first (somebody waits for it), then the engine, then the running picture. */
export function currentJob(state: Limn): Job | null {
  const { exporting, pendingPrompt } = state
  if (exporting !== null) {
    return {
      text: `Exporting: ${exporting.text}`,
      fraction: exporting.fraction,
      cancel: (now) => now.cancelExport(),
    }
  }
  const engine = engineJob(state)
  if (engine !== null) return engine
  const image = queueSummary(state).running
  if (image?.status.kind === 'running') {
    return {
      text: `${image.name}: ${describeStep(image.status)}`,
      fraction: image.status.fraction,
      cancel: (now) => now.cancelImage(image.id),
    }
  }
  if (pendingPrompt !== null)
    return { text: 'Outlining what you pointed at', fraction: null, cancel: null }
  return null
}
