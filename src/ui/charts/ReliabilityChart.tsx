import type { Calibration } from '../../domain/evaluation.ts'
import { ChartCanvas } from './ChartCanvas.tsx'
import { ChartFrame } from './ChartFrame.tsx'
import { drawReliability } from './drawReliability.ts'

const TITLE = 'Calibration'

/** How far the scores of a model can be taken at their word. */
export function ReliabilityChart({ calibration }: { calibration: Calibration }) {
  const { bins, error } = calibration
  return (
    <ChartFrame
      title={TITLE}
      note={`scores are off by ${error.toFixed(3)} on average`}
      height={240}
      draw={(size) => drawReliability(calibration, size)}
      table={() => [
        ['score from', 'score to', 'detections', 'mean score', 'share that hits'],
        ...bins.map((bin) => [bin.from, bin.to, bin.count, bin.meanScore, bin.precision]),
      ]}
    >
      {(size, colourOf) => (
        <>
          <ChartCanvas drawing={drawReliability(calibration, size)} colourOf={colourOf} />
          <p className="visually-hidden">
            Expected calibration error {error.toFixed(3)}.{' '}
            {bins
              .filter(({ count }) => count > 0)
              .map(
                (bin) =>
                  `Scores around ${bin.meanScore.toFixed(2)} hit in ${bin.precision.toFixed(2)}.`,
              )
              .join(' ')}
          </p>
        </>
      )}
    </ChartFrame>
  )
}
