import { useLayoutEffect, useRef } from 'react'
import type { Example, ShownPicture } from '../../domain/evaluation.ts'
import { formatScore } from '../format.ts'
import { paintObjects, windowAround } from './paintObjects.ts'
import { useCounted } from './useCounted.ts'
import { usePicture } from './usePicture.ts'
import type { Shown } from './shown.ts'

const SIDE = 132

interface ExampleCardProps {
  example: Example
  caption?: string
  onShow: (shown: Shown) => void
}

/** One object cut out of its picture twice: with the labels, and with what was found. */
export function ExampleCard({ example, caption, onShow }: ExampleCardProps) {
  const { imageId } = example
  const { shown, bitmap } = usePicture(imageId)
  const words = describe(example)
  return (
    <button
      type="button"
      className="evaluate-card"
      onClick={() => onShow({ title: words, imageIds: [imageId], example })}
    >
      <span className="evaluate-card-pictures">
        {(['truths', 'found'] as const).map((side) => (
          <Crop key={side} side={side} example={example} shown={shown} bitmap={bitmap} />
        ))}
      </span>
      <span className="evaluate-card-words">
        {caption !== undefined && <b>{caption}</b>}
        {words}
      </span>
    </button>
  )
}

interface CropProps {
  side: 'truths' | 'found'
  example: Example
  shown: ShownPicture | null
  bitmap: ImageBitmap | null
}

function Crop({ side, example, shown, bitmap }: CropProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { box, truth, detection } = example
  const chosen = side === 'truths' ? truth : detection
  const objects = useCounted(shown, side, chosen)
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (shown === null || bitmap === null || context === null || context === undefined) return
    paintObjects(context, bitmap, {
      window: windowAround(box, bitmap),
      objects,
      chosen,
    })
  }, [shown, bitmap, box, objects, chosen])
  const scale = Math.min(2, window.devicePixelRatio)
  return (
    <canvas
      ref={canvas}
      width={SIDE * scale}
      height={SIDE * scale}
      className="evaluate-crop"
      aria-hidden
    />
  )
}

/** "dog for cat, score 0.93, overlap 0.81". */
export function describe({ kind, predicted, actual, score, iou }: Example): string {
  const parts: string[] = []
  if (kind === 'missed') parts.push(`${actual ?? ''} missed`)
  else if (actual === null || actual === predicted) parts.push(predicted ?? '')
  else parts.push(`${predicted ?? ''} for ${actual}`)
  if (kind === 'duplicate') parts.push('found twice')
  if (kind === 'background') parts.push('nothing there')
  if (score !== null) parts.push(`score ${formatScore(score)}`)
  if (iou > 0) parts.push(`overlap ${formatScore(iou)}`)
  return parts.join(', ')
}
