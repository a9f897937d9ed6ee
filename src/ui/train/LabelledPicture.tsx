import { useEffect, useRef } from 'react'
import { classColour } from '../../domain/classColour.ts'
import { decodeMask } from '../../domain/mask/decode.ts'
import type { MaskRle } from '../../domain/maskRle.ts'
import { formatNumberOf } from '../format.ts'

/** A picture as training knows it: bare pixels. */
export interface BarePicture {
  readonly width: number
  readonly height: number
  /** [height, width, 3] */
  readonly rgb: Uint8Array
}

interface LabelledPictureProps {
  /** What it is, for screen readers: "Held-out picture 1". */
  name: string
  picture: BarePicture
  /** The last one lies on top. */
  objects: readonly { readonly label: number; readonly mask: MaskRle }[]
  /** By label, from 1. */
  classes: readonly string[]
  /** How much the masks cover, 0 to 1; their edges always do. */
  fill?: number
}

const FILL = 0.5

/** A small picture with the masks of its objects in the colours of their classes. */
export function LabelledPicture(props: LabelledPictureProps) {
  const { name, picture, objects, classes, fill = FILL } = props
  const ref = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const context = ref.current?.getContext('2d')
    if (context !== null && context !== undefined) {
      paint(context, picture, { objects, classes, fill })
    }
  }, [picture, objects, classes, fill])
  const names = objects.map(({ label }) => classes[label - 1] ?? 'object').join(', ')
  const found = formatNumberOf(objects.length, 'object')
  return (
    <canvas
      ref={ref}
      role="img"
      aria-label={`${name}: ${found}${names === '' ? '' : ` (${names})`}`}
      width={picture.width}
      height={picture.height}
    />
  )
}

function paint(
  context: CanvasRenderingContext2D,
  { width, height, rgb }: BarePicture,
  { objects, classes, fill }: Pick<LabelledPictureProps, 'objects' | 'classes'> & { fill: number },
): void {
  const pixels = context.createImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels.data[4 * i + channel] = rgb[3 * i + channel] ?? 0
    }
    pixels.data[4 * i + 3] = 255
  }
  for (const { label, mask } of objects) {
    const colour = rgbOf(classColour(classes[label - 1] ?? 'object'))
    const bitmap = decodeMask(mask)
    for (let i = 0; i < bitmap.length; i++) {
      if (bitmap[i] === 0) continue
      const share = isEdge(bitmap, i, width) ? 1 : fill
      for (let channel = 0; channel < 3; channel++) {
        const at = 4 * i + channel
        pixels.data[at] = (1 - share) * (pixels.data[at] ?? 0) + share * (colour[channel] ?? 0)
      }
    }
  }
  context.putImageData(pixels, 0, 0)
}

function isEdge(bitmap: Uint8Array, at: number, width: number): boolean {
  return [at - 1, at + 1, at - width, at + width].some((near) => bitmap[near] !== 1)
}

function rgbOf(hex: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16))
}
