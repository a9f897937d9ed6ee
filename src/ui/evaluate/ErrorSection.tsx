import { ERROR_KINDS, type ErrorKind } from '../../domain/evaluation.ts'
import { BarChart } from '../charts/BarChart.tsx'
import { ConfusionChart } from '../charts/ConfusionChart.tsx'
import { PrecisionRecallChart } from '../charts/PrecisionRecallChart.tsx'
import { ReliabilityChart } from '../charts/ReliabilityChart.tsx'
import { Range } from '../components/Range.tsx'
import { formatCount, formatPercent, formatScore } from '../format.ts'
import { useLimn } from '../useLimn.ts'
import type { Shown } from './shown.ts'

export const ERROR_NAMES: Readonly<Record<ErrorKind, string>> = {
  classification: 'wrong class',
  localisation: 'poorly placed',
  both: 'wrong class and place',
  duplicate: 'second of one',
  background: 'nothing there',
  missed: 'missed',
}

/** What the two sliders choose, and the charts that answer at once. */
export function ErrorSection({ onShow }: { onShow: (shown: Shown) => void }) {
  const view = useLimn((state) => state.errorView)
  const { score, iou } = useLimn((state) => state.errorThresholds)
  const setThresholds = useLimn((state) => state.setErrorThresholds)
  return (
    <section className="evaluate-errors" aria-labelledby="evaluate-errors-title">
      <h3 id="evaluate-errors-title" className="evaluate-heading">
        Errors
      </h3>
      <div className="evaluate-sliders">
        <Range
          label="Score at least"
          value={score}
          text={formatScore(score)}
          meaning="Detections under this score are left aside."
          onChange={(next) => setThresholds({ score: next })}
        />
        <Range
          label="Overlap at least"
          value={iou}
          min={0.1}
          max={0.95}
          step={0.05}
          text={formatScore(iou)}
          meaning="The overlap (IoU) with a labelled object from which on a detection hits."
          onChange={(next) => setThresholds({ iou: next })}
        />
        {view !== null && (
          <dl className="evaluate-tally">
            <Count name="hits" value={formatCount(view.hits)} />
            <Count name="false alarms" value={formatCount(view.falseAlarms)} />
            <Count name="missed" value={formatCount(view.missed)} />
            <Count name="precision" value={share(view.precision)} />
            <Count name="recall" value={share(view.recall)} />
          </dl>
        )}
      </div>
      {view !== null && (
        <div className="evaluate-grid">
          <PrecisionRecallChart
            title="Where to cut"
            note="drag the point to choose a score"
            points={view.operating}
            score={score}
            onScore={(next) => setThresholds({ score: next })}
          />
          <BarChart
            title="What errors cost"
            note={`points of AP at IoU ${formatScore(iou)} if each kind were mended`}
            unit="AP lost"
            bars={ERROR_KINDS.map((kind) => {
              const error = view.errors.find((one) => one.kind === kind)
              const value = error?.apLost ?? 0
              const count = formatCount(error?.count ?? 0)
              return {
                name: ERROR_NAMES[kind],
                value,
                text: `${(value * 100).toFixed(1)} (${count})`,
                ink: '--series-2',
              }
            })}
          />
          <ConfusionChart
            confusion={view.confusion}
            onOpen={({ title, images }) => onShow({ title, imageIds: images, example: null })}
          />
          <ReliabilityChart calibration={view.calibration} />
        </div>
      )}
    </section>
  )
}

function Count({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  )
}

function share(value: number | null): string {
  return value === null ? '–' : formatPercent(value)
}
