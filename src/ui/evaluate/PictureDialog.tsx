import { useLayoutEffect, useRef, useState } from 'react'
import { Button } from '../components/Button.tsx'
import { Modal } from '../components/Modal.tsx'
import { paintObjects } from './paintObjects.ts'
import type { Shown } from './shown.ts'
import { useCounted } from './useCounted.ts'
import { usePicture } from './usePicture.ts'

/** Pictures in full, labels beside what was found, one after the other. */
export function PictureDialog({ shown, onClose }: { shown: Shown; onClose: () => void }) {
  const { title, imageIds, example } = shown
  const [index, setIndex] = useState(0)
  const imageId = imageIds[index] ?? imageIds[0] ?? 0
  return (
    <Modal title={title} onClose={onClose}>
      <div className="evaluate-pair">
        <Full side="truths" imageId={imageId} chosen={example?.truth ?? null} caption="Labels" />
        <Full side="found" imageId={imageId} chosen={example?.detection ?? null} caption="Found" />
      </div>
      {imageIds.length > 1 && (
        <div className="evaluate-pager">
          <Button disabled={index === 0} onClick={() => setIndex(index - 1)}>
            Previous
          </Button>
          <span>
            {index + 1} of {imageIds.length}
          </span>
          <Button disabled={index + 1 >= imageIds.length} onClick={() => setIndex(index + 1)}>
            Next
          </Button>
        </div>
      )}
    </Modal>
  )
}

interface FullProps {
  side: 'truths' | 'found'
  imageId: number
  chosen: number | null
  caption: string
}

const WIDTH = 640

function Full({ side, imageId, chosen, caption }: FullProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { shown, bitmap } = usePicture(imageId)
  const objects = useCounted(shown, side, chosen)
  useLayoutEffect(() => {
    const element = canvas.current
    const context = element?.getContext('2d')
    if (shown === null || bitmap === null) return
    if (element === null || context === null || context === undefined) return
    element.width = WIDTH
    element.height = Math.round((WIDTH * bitmap.height) / bitmap.width)
    const window = { x: 0, y: 0, width: bitmap.width, height: bitmap.height }
    paintObjects(context, bitmap, { window, objects, chosen })
  }, [shown, bitmap, objects, chosen])
  const names = objects.map(({ name }) => name).join(', ')
  return (
    <figure>
      <canvas ref={canvas} width={WIDTH} height={(WIDTH * 3) / 4} aria-hidden />
      <figcaption>
        {caption}
        <span className="visually-hidden">: {names === '' ? 'nothing' : names}</span>
      </figcaption>
    </figure>
  )
}
