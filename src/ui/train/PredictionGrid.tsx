import { useMemo } from 'react'
import type { PredictedPicture } from '../../domain/training/trainingEvent.ts'
import { LabelledPicture } from './LabelledPicture.tsx'

interface PredictionGridProps {
  step: number
  pictures: readonly PredictedPicture[]
  /** By label, from 1. */
  classes: readonly string[]
}

/** Detections under this score are not drawn. */
const SCORE_FLOOR = 0.5

/** A few held-out pictures with what the model finds in them now. */
export function PredictionGrid({ step, pictures, classes }: PredictionGridProps) {
  return (
    <figure className="train-predictions">
      <figcaption>
        <span className="chart-title">What it finds now</span>
        <span className="chart-note">
          held-out pictures after step {step}, objects with a score of at least 0.50
        </span>
      </figcaption>
      <div className="train-prediction-row">
        {pictures.map((picture) => (
          <Prediction key={picture.index} picture={picture} classes={classes} />
        ))}
      </div>
    </figure>
  )
}

function Prediction({
  picture,
  classes,
}: {
  picture: PredictedPicture
  classes: readonly string[]
}) {
  // The surest last, so that it lies on top.
  const objects = useMemo(
    () => picture.detections.filter(({ score }) => score >= SCORE_FLOOR).toReversed(),
    [picture],
  )
  return (
    <LabelledPicture
      name={`Held-out picture ${picture.index + 1}`}
      picture={picture}
      objects={objects}
      classes={classes}
    />
  )
}
