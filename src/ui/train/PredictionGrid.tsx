import { useEffect, useRef } from 'react'
import { classColour } from '../../domain/classColour.ts'
import { decodeMask } from '../../domain/mask/decode.ts'
import type { PredictedPicture } from '../../domain/training/trainingEvent.ts'
import { formatNumberOf } from '../format.ts'

interface PredictionGridProps {
  step: number
  pictures: readonly PredictedPicture[]
  /** By label, from 1. */
  classes: readonly string[]
}

/** Detections under this score are not drawn. */
const SCORE_FLOOR = 0.5
const FILL = 0.5

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
          <PredictionCanvas key={picture.index} picture={picture} classes={classes} />
        ))}
      </div>
    </figure>
  )
}

function PredictionCanvas({
  picture,
  classes,
}: {
  picture: PredictedPicture
  classes: readonly string[]
}) {
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = ref.current?.getContext('2d')
    if (context !== null && context !== undefined) paint(context, picture, classes)
  }, [picture, classes])
  const shown = picture.detections.filter(({ score }) => score >= SCORE_FLOOR)
  const names = shown.map(({ label }) => classes[label - 1] ?? 'object').join(', ')
  const found = formatNumberOf(shown.length, 'object')
  return (
    <canvas
      ref={ref}
      role="img"
      aria-label={`Held-out picture ${picture.index + 1}: ${found}${names === '' ? '' : ` (${names})`}`}
      width={picture.width}
      height={picture.height}
    />
  )
}

function paint(
  context: CanvasRenderingContext2D,
  { width, height, rgb, detections }: PredictedPicture,
  classes: readonly string[],
): void {
  const pixels = context.createImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels.data[4 * i + channel] = rgb[3 * i + channel] ?? 0
    }
    pixels.data[4 * i + 3] = 255
  }
  // The surest on top.
  const shown = detections.filter(({ score }) => score >= SCORE_FLOOR).reverse()
  for (const { label, mask } of shown) {
    const colour = rgbOf(classColour(classes[label - 1] ?? 'object'))
    const bitmap = decodeMask(mask)
    for (let i = 0; i < bitmap.length; i++) {
      if (bitmap[i] === 0) continue
      const isEdge =
        bitmap[i - 1] !== 1 ||
        bitmap[i + 1] !== 1 ||
        bitmap[i - width] !== 1 ||
        bitmap[i + width] !== 1
      const share = isEdge ? 1 : FILL
      for (let channel = 0; channel < 3; channel++) {
        const at = 4 * i + channel
        pixels.data[at] = (1 - share) * (pixels.data[at] ?? 0) + share * (colour[channel] ?? 0)
      }
    }
  }
  context.putImageData(pixels, 0, 0)
}

function rgbOf(hex: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
}
