import type { RunHistory, RunRequest } from '../../domain/training/trainingRun.ts'
import type { LiveRun } from '../../store/trainState.ts'
import { ProgressBar } from '../components/Progress.tsx'
import { Term } from '../components/Term.tsx'
import { formatBytes, formatRemaining } from '../format.ts'
import { rateText, scoreText } from './runText.ts'
import { picturesPerSecond, timeLeft } from './timeLeft.ts'

interface LiveFiguresProps {
  request: RunRequest
  history: RunHistory
  live: LiveRun | null
}

/** The figures of a run in one row, and how far it is. */
export function LiveFigures({ request, history, live }: LiveFiguresProps) {
  const { curves, evaluations } = history
  const { steps } = request.settings
  const last = curves.step.length - 1
  const step = live?.latest?.step ?? curves.step[last] ?? 0
  const evaluation = evaluations.at(-1)
  const pixels = evaluation?.semantic
  const best = Math.max(0, ...evaluations.map(({ scores }) => scores.maskMap50))
  const perSecond = picturesPerSecond(history)
  const leftMs = timeLeft(history, request.settings, step)
  return (
    <div className="train-figures">
      <ProgressBar label="Steps done" fraction={step / steps} />
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
        {pixels !== undefined && (
          <>
            <Figure
              name="Mean IoU"
              meaning="How far the pixels said to be of a class and those that are overlap, averaged over the classes; the background is one."
              value={scoreText(pixels.meanIou)}
              detail={bestOf(evaluations.map(({ semantic }) => semantic?.meanIou))}
            />
            <Figure
              name="Dice"
              meaning="Twice the pixels that are right over those said and those that are, averaged over the classes: 1 is perfect."
              value={scoreText(pixels.dice)}
              detail={bestOf(evaluations.map(({ semantic }) => semantic?.dice))}
            />
          </>
        )}
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
          detail={scaleDetail(live)}
        />
        <Figure
          name="Gradient"
          meaning="How long the gradient of the last step was, before it was cut: it should neither vanish nor grow without end."
          value={last < 0 ? '–' : (curves.gradientNorm[last] ?? 0).toFixed(2)}
          detail={cutDetail(request)}
        />
        <Figure
          name="Speed"
          meaning="Pictures learned from in a second, over the last 20 steps."
          value={perSecond === 0 ? '–' : `${perSecond.toFixed(1)}/s`}
          detail={live === null || leftMs === 0 ? '' : formatRemaining(leftMs)}
        />
        <Figure
          name="Memory"
          meaning="What the engine holds between two steps: weights, the optimizer’s memory, averages; on a graphics card its pool of buffers too. A step needs more while it runs."
          value={last < 0 ? '–' : formatBytes(curves.memoryBytes[last] ?? 0)}
          detail=""
        />
      </dl>
    </div>
  )
}

function bestOf(scores: readonly (number | undefined)[]): string {
  return `best ${scoreText(Math.max(0, ...scores.map((score = 0) => score)))}`
}

function scaleDetail(live: LiveRun | null): string {
  const scale = live?.learningRateScale ?? 1
  return scale === 1 ? '' : `× ${rateText(scale)} by hand`
}

function cutDetail({ settings: { clipNorm } }: RunRequest): string {
  return clipNorm === null ? 'not cut' : `cut at ${clipNorm}`
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
