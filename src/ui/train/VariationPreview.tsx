import { useEffect, useState } from 'react'
import type { RunRequest } from '../../domain/training/trainingRun.ts'
import { Button } from '../components/Button.tsx'
import { Toggle } from '../components/Toggle.tsx'
import { useLimn } from '../useLimn.ts'
import { LabelledPicture } from './LabelledPicture.tsx'

/** Little, so that what happens to colours is seen through the masks. */
const FILL = 0.2

/** The first pictures of the run as it will see them, drawn anew when a setting changes. */
export function VariationPreview({ draft }: { draft: RunRequest }) {
  const [draw, setDraw] = useState(0)
  const [isPlain, setPlain] = useState(false)
  const { pictures, classes, isDrawing, failure, ...shown } = useLimn((state) => state.variation)
  const drawVariation = useLimn((state) => state.drawVariation)
  const cutTo = useLimn((state) => state.fit?.cutTo ?? null)
  const { data } = draft
  const { augmentation, seed } = draft.settings
  useEffect(() => {
    void drawVariation({ draw, isPlain })
  }, [data, augmentation, seed, draw, isPlain, cutTo, drawVariation])
  return (
    <figure className="train-vary-preview" aria-label="Preview of variation" aria-busy={isDrawing}>
      <div className="train-vary-pictures">
        {pictures.map((picture, index) => (
          <LabelledPicture
            // The place is what stays: pictures follow one another in it.
            key={index}
            name={`${shown.isPlain ? 'Training picture' : 'Varied picture'} ${index + 1}`}
            picture={picture}
            objects={picture.objects}
            classes={classes}
            fill={FILL}
          />
        ))}
      </div>
      {failure !== null && (
        <p className="train-failure" role="alert">
          <strong>{failure.message}</strong> {failure.remedy}
        </p>
      )}
      <figcaption className="train-help">
        {draw === 0
          ? 'The first pictures of the run, as it will see them.'
          : 'Other pictures, with other draws.'}
      </figcaption>
      <div className="train-vary-actions">
        <Button icon="retry" onClick={() => setDraw(draw + 1)}>
          Draw others
        </Button>
        <Toggle label="As they are" checked={isPlain} onChange={setPlain} />
      </div>
    </figure>
  )
}
