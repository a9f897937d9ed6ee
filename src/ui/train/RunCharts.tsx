import { useMemo } from 'react'
import type { RunHistory, RunId } from '../../domain/training/trainingRun.ts'
import { LineChart } from '../charts/LineChart.tsx'
import { useLimn } from '../useLimn.ts'
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
  const loss = useMemo(
    () => [lossOf('loss', history), ...others.map(({ name, history: h }) => lossOf(name, h))],
    [history, others],
  )
  const parts = useMemo(
    () =>
      Object.entries(history.curves.parts).map(([name, y]) => ({
        name: PART_NAMES[name] ?? name,
        x: history.curves.step,
        y,
      })),
    [history],
  )
  const scores = useMemo(
    () => [
      scoreOf('at 0.50', history, 'maskMap50'),
      scoreOf('mAP', history, 'maskMap'),
      ...others.map(({ name, history: h }) => scoreOf(`${name} mAP50`, h, 'maskMap50')),
    ],
    [history, others],
  )
  const classes = useMemo(() => classCurves(history), [history])
  const rate = useMemo(
    () => [{ name: 'rate', x: history.curves.step, y: history.curves.learningRate }],
    [history],
  )
  const norm = useMemo(
    () => [{ name: 'length', x: history.curves.step, y: history.curves.gradientNorm }],
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
        note="masks of held-out pictures"
        series={scores}
        yExtent={[0, 1]}
        xLabel="step"
        yLabel="mAP"
      />
      <LineChart title="Parts of the loss" series={parts} smoothing={0.8} xLabel="step" yLabel="" />
      {classes.length > 0 && (
        <LineChart
          title="Score of each class"
          note="AP of masks"
          series={classes}
          yExtent={[0, 1]}
          xLabel="step"
          yLabel="AP"
        />
      )}
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
    </div>
  )
}

function lossOf(name: string, { curves }: RunHistory) {
  return { name, x: curves.step, y: curves.loss }
}

function scoreOf(name: string, { evaluations }: RunHistory, score: 'maskMap' | 'maskMap50') {
  return {
    name,
    x: evaluations.map(({ step }) => step),
    y: evaluations.map(({ scores }) => scores[score]),
    isExact: true,
  }
}

function classCurves({ evaluations }: RunHistory) {
  const names = evaluations.at(-1)?.classes.map(({ name }) => name) ?? []
  return names.map((name) => {
    const found = evaluations.flatMap(({ step, classes }) => {
      const ap = classes.find((each) => each.name === name)?.ap
      return ap === null || ap === undefined ? [] : [{ step, ap }]
    })
    return { name, x: found.map(({ step }) => step), y: found.map(({ ap }) => ap), isExact: true }
  })
}
