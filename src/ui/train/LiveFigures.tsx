import type { RunHistory, RunRequest } from '../../domain/training/trainingRun.ts'
import type { LiveRun } from '../../store/trainState.ts'
import { ProgressBar } from '../components/Progress.tsx'
import { Term } from '../components/Term.tsx'
import { formatBytes, formatRemaining } from '../format.ts'
import { rateText, scoreText } from './runText.ts'

interface LiveFiguresProps {
  request: RunRequest
  history: RunHistory
  live: LiveRun | null
}

/** Steps that the speed is averaged over. */
const RECENT = 20

/** The figures of a run in one row, and how far it is. */
export function LiveFigures({ request, history, live }: LiveFiguresProps) {
  const { curves, evaluations } = history
  const last = curves.step.length - 1
  const step = live?.latest?.step ?? curves.step[last] ?? 0
  const evaluation = evaluations.at(-1)
  const best = Math.max(0, ...evaluations.map(({ scores }) => scores.maskMap50))
  const recentMs = sum(curves.milliseconds.slice(-RECENT))
  const recentSteps = Math.min(RECENT, curves.step.length)
  const perSecond = recentMs === 0 ? 0 : (1000 * sum(curves.images.slice(-RECENT))) / recentMs
  const leftMs = recentSteps === 0 ? 0 : (request.settings.steps - step) * (recentMs / recentSteps)
  return (
    <div className="train-figures">
      <ProgressBar label="Steps done" fraction={step / request.settings.steps} />
      <dl>
        <Figure
          name="mAP50"
          meaning="Mean average precision of masks at an overlap (IoU) of 0.50, on held-out pictures: 1 is perfect."
          value={scoreText(evaluation?.scores.maskMap50)}
          detail={evaluation === undefined ? 'not measured yet' : `best ${scoreText(best)}`}
        />
        <Figure
          name="mAP"
          meaning="Mean average precision of masks over overlaps from 0.50 to 0.95, COCO's main figure."
          value={scoreText(evaluation?.scores.maskMap)}
          detail={evaluation === undefined ? '' : `after step ${evaluation.step}`}
        />
        <Figure
          name="Loss"
          meaning="How wrong the model is on the pictures it learns from; it should fall."
          value={last < 0 ? '–' : (curves.loss[last] ?? 0).toFixed(3)}
          detail={last < 0 ? '' : `step ${step}`}
        />
        <Figure
          name="Learning rate"
          meaning="How far each update of the weights goes."
          value={last < 0 ? '–' : rateText(curves.learningRate[last] ?? 0)}
          detail={last < 0 ? '' : `gradient ${(curves.gradientNorm[last] ?? 0).toFixed(2)}`}
        />
        <Figure
          name="Speed"
          meaning="Pictures learned from in a second."
          value={perSecond === 0 ? '–' : `${perSecond.toFixed(1)}/s`}
          detail={live === null || leftMs === 0 ? '' : formatRemaining(leftMs)}
        />
        <Figure
          name="Memory"
          meaning="What the engine holds for tensors; on a graphics card, pooled buffers included."
          value={last < 0 ? '–' : formatBytes(curves.memoryBytes[last] ?? 0)}
          detail=""
        />
      </dl>
    </div>
  )
}

interface FigureProps {
  name: string
  meaning: string
  value: string
  detail: string
}

function Figure({ name, meaning, value, detail }: FigureProps) {
  return (
    <div className="train-figure">
      <dt>
        <Term meaning={meaning}>{name}</Term>
      </dt>
      <dd className="train-figure-value">{value}</dd>
      <dd className="train-figure-detail">{detail}</dd>
    </div>
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
