import { useId, useMemo, useState } from 'react'
import type { EvaluationEvent } from '../../domain/training/trainingEvent.ts'
import { LineChart } from '../charts/LineChart.tsx'
import { byLatest, classCurves, notableClasses, type ClassMeasure } from './classCurves.ts'
import { scoreText } from './runText.ts'

/** As many as the series have colours. */
const MOST_FOLLOWED = 6

const MEASURES = [
  ['ap', 'AP of masks'],
  ['iou', 'IoU of pixels'],
  ['dice', 'Dice of pixels'],
] as const

/**
 * How each class comes along. Of many classes a few are followed by name and colour, the others lie faintly behind; which
 * ones is the person's choice.
 */
export function ClassChart({ evaluations }: { evaluations: readonly EvaluationEvent[] }) {
  const id = useId()
  const [measure, setMeasure] = useState<ClassMeasure>('ap')
  const [chosen, setChosen] = useState<readonly string[] | null>(null)
  const hasPixels = evaluations.at(-1)?.semantic !== undefined
  const shownMeasure = hasPixels ? measure : 'ap'
  const curves = useMemo(() => classCurves(evaluations, shownMeasure), [evaluations, shownMeasure])
  const followed = useMemo(() => chosen ?? notableClasses(curves, MOST_FOLLOWED), [chosen, curves])
  const series = useMemo(
    () =>
      curves.map((curve) => ({
        ...curve,
        isExact: true,
        isQuiet: !followed.includes(curve.name),
      })),
    [curves, followed],
  )
  if (curves.length === 0 && !hasPixels) return null
  const follow = (name: string, isFollowed: boolean) => {
    const others = followed.filter((each) => each !== name)
    // The one that was followed longest gives way.
    setChosen(isFollowed ? [...others, name].slice(-MOST_FOLLOWED) : others)
  }
  const title = MEASURES.find(([name]) => name === shownMeasure)?.[1] ?? ''
  return (
    <LineChart
      title="Score of each class"
      note={curves.length > MOST_FOLLOWED ? `${title}, ${curves.length} classes` : title}
      series={series}
      yExtent={[0, 1]}
      xLabel="step"
      yLabel={shownMeasure === 'ap' ? 'AP' : shownMeasure === 'iou' ? 'IoU' : 'Dice'}
      foot={
        <>
          {hasPixels && (
            <div className="train-class-measure">
              <label htmlFor={id}>Show</label>
              <select
                id={id}
                value={measure}
                onChange={({ target }) => {
                  const found = MEASURES.find(([name]) => name === target.value)
                  if (found !== undefined) setMeasure(found[0])
                }}
              >
                {MEASURES.map(([name, text]) => (
                  <option key={name} value={name}>
                    {text}
                  </option>
                ))}
              </select>
            </div>
          )}
          {curves.length > MOST_FOLLOWED && (
            <details className="train-class-choice">
              <summary>
                {followed.length} of {curves.length} classes are named; choose up to {MOST_FOLLOWED}
              </summary>
              <div className="train-class-list">
                {byLatest(curves).map(({ name, y }) => (
                  <label key={name}>
                    <input
                      type="checkbox"
                      checked={followed.includes(name)}
                      onChange={({ target }) => follow(name, target.checked)}
                    />
                    <span>{name}</span>
                    <b>{scoreText(y.at(-1))}</b>
                  </label>
                ))}
              </div>
            </details>
          )}
        </>
      }
    />
  )
}
