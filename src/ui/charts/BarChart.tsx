import { ChartCanvas } from './ChartCanvas.tsx'
import { ChartFrame } from './ChartFrame.tsx'
import { drawBars, heightOfBars, type Bar } from './drawBars.ts'

interface BarChartProps {
  title: string
  note?: string
  bars: readonly Bar[]
  /** What the values are, for the head of the CSV. */
  unit: string
  most?: number
}

/** Named values beside each other: classes, sizes, kinds of error. */
export function BarChart({ title, note, bars, unit, most }: BarChartProps) {
  const draw = ({ width }: { width: number }) =>
    drawBars(bars, { width, ...(most === undefined ? {} : { most }) })
  const isCompared = bars.some(({ compared }) => compared !== undefined)
  return (
    <ChartFrame
      title={title}
      {...(note === undefined ? {} : { note })}
      height={heightOfBars(bars)}
      draw={draw}
      table={() => [
        ['name', unit, ...(isCompared ? ['compared'] : [])],
        ...bars.map(({ name, value, compared }) => [
          name,
          value,
          ...(isCompared ? [compared ?? NaN] : []),
        ]),
      ]}
    >
      {(size, colourOf) => (
        <>
          <ChartCanvas drawing={draw(size)} colourOf={colourOf} />
          <dl className="visually-hidden">
            {bars.map(({ name, value, text }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text ?? value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </ChartFrame>
  )
}
