import { useMemo } from 'react'
import type { EvaluationEvent } from '../../domain/training/trainingEvent.ts'
import type { RunHistory, RunId } from '../../domain/training/trainingRun.ts'
import { LineChart } from '../charts/LineChart.tsx'
import { formatBytes, formatDuration } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import { ClassChart } from './ClassChart.tsx'
import { rateText } from './runText.ts'

interface RunChartsProps {
  id: RunId
  history: RunHistory
}

const PART_NAMES: Readonly<Record<string, string>> = {
  loss_classifier: 'class',
  loss_box_reg: 'box',
  loss_mask: 'mask',
  loss_objectness: 'objectness',
  loss_rpn_box_reg: 'proposal box',
}

/** The curves of a run, those of compared runs laid over them. */
export function RunCharts({ id, history }: RunChartsProps) {
  const comparedRunIds = useLimn((state) => state.comparedRunIds)
  const histories = useLimn((state) => state.histories)
  const runs = useLimn((state) => state.runs)
  const others = useMemo(
    () =>
      comparedRunIds.flatMap((other) => {
        const found = histories[other]
        const name = runs?.find(({ request }) => request.id === other)?.request.name ?? 'run'
        return other === id || found === undefined ? [] : [{ name, history: found }]
      }),
    [comparedRunIds, histories, runs, id],
  )
  const isComparing = others.length > 0
  const own = runs?.find(({ request }) => request.id === id)?.request.name ?? 'this run'
  const loss = useMemo(
    () => [
      lossOf(isComparing ? own : 'loss', history),
      ...others.map(({ name, history: h }) => lossOf(name, h)),
    ],
    [history, isComparing, others, own],
  )
  const parts = useMemo(
    () =>
      Object.entries(history.curves.parts).map(([name, y]) => ({
        name: PART_NAMES[name] ?? name.replace(/^loss_/, '').replaceAll('_', ' '),
        x: history.curves.step,
        y,
      })),
    [history],
  )
  const { evaluations } = history
  const scores = useMemo(
    () => [
      scoreOf('mAP50', evaluations, maskMap50Of),
      scoreOf('mAP', evaluations, ({ scores: { maskMap } }) => maskMap),
      ...(hasPixels(evaluations)
        ? [
            scoreOf('mean IoU', evaluations, meanIouOf),
            scoreOf('Dice', evaluations, ({ semantic }) => semantic?.dice ?? NaN),
          ]
        : []),
    ],
    [evaluations],
  )
  // One figure, and each run in its colour of the loss.
  const comparedScores = useMemo(() => {
    const all = [{ name: own, history: { evaluations } }, ...others]
    const isOfPixels = all.every(({ history: h }) => hasPixels(h.evaluations))
    const curvesOf = (figureOf: (evaluation: EvaluationEvent) => number) =>
      all.map(({ name, history: h }) => scoreOf(name, h.evaluations, figureOf))
    return { map: curvesOf(maskMap50Of), iou: isOfPixels ? curvesOf(meanIouOf) : null }
  }, [evaluations, others, own])
  const rate = useMemo(
    () => [{ name: 'rate', x: history.curves.step, y: history.curves.learningRate }],
    [history],
  )
  const norm = useMemo(
    () => [{ name: 'length', x: history.curves.step, y: history.curves.gradientNorm }],
    [history],
  )
  const pace = useMemo(
    () => [{ name: 'step', x: history.curves.step, y: history.curves.milliseconds }],
    [history],
  )
  const memory = useMemo(
    () => [{ name: 'held', x: history.curves.step, y: history.curves.memoryBytes }],
    [history],
  )
  if (history.curves.step.length === 0) return null
  return (
    <div className="train-charts">
      <LineChart
        title="Loss"
        note="on the pictures it learns from"
        series={loss}
        smoothing={0.8}
        xLabel="step"
        yLabel="loss"
      />
      <LineChart
        title="Score"
        note={isComparing ? 'mAP50 of masks, held-out pictures' : 'masks of held-out pictures'}
        series={isComparing ? comparedScores.map : scores}
        yExtent={[0, 1]}
        xLabel="step"
        yLabel="mAP"
      />
      {isComparing && comparedScores.iou !== null && (
        <LineChart
          title="Pixels"
          note="mean IoU, held-out pictures"
          series={comparedScores.iou}
          yExtent={[0, 1]}
          xLabel="step"
          yLabel="IoU"
        />
      )}
      <LineChart title="Parts of the loss" series={parts} smoothing={0.8} xLabel="step" yLabel="" />
      <ClassChart evaluations={history.evaluations} />
      <LineChart
        title="Learning rate"
        series={rate}
        xLabel="step"
        yLabel=""
        height={180}
        formatY={rateText}
      />
      <LineChart
        title="Length of the gradient"
        note="before it is cut"
        series={norm}
        smoothing={0.8}
        xLabel="step"
        yLabel=""
        height={180}
      />
      <LineChart
        title="Time of a step"
        note="pictures read and varied included"
        series={pace}
        smoothing={0.8}
        xLabel="step"
        yLabel=""
        height={180}
        formatY={formatDuration}
      />
      <LineChart
        title="Memory"
        note="what the engine holds"
        series={memory}
        xLabel="step"
        yLabel=""
        height={180}
        formatY={formatBytes}
      />
    </div>
  )
}

function lossOf(name: string, { curves }: RunHistory) {
  return { name, x: curves.step, y: curves.loss }
}

const maskMap50Of = ({ scores: { maskMap50 } }: EvaluationEvent) => maskMap50
const meanIouOf = ({ semantic }: EvaluationEvent) => semantic?.meanIou ?? NaN

function hasPixels(evaluations: readonly EvaluationEvent[]): boolean {
  return evaluations.some(({ semantic }) => semantic !== undefined)
}

function scoreOf(
  name: string,
  evaluations: readonly EvaluationEvent[],
  figureOf: (evaluation: EvaluationEvent) => number,
) {
  return {
    name,
    x: evaluations.map(({ step }) => step),
    y: evaluations.map(figureOf),
    isExact: true,
  }
}
