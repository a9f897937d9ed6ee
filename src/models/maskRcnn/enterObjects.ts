import { decodeMask } from '../../domain/mask/decode.ts'
import { maskBox } from '../../domain/mask/box.ts'
import type { TrainingObject, TrainingSample } from '../../domain/trainingSample.ts'
import type { PictureFrame } from './pictureFrame.ts'

/** The objects of a batch in the network frame, padded to one count a picture and one size of mask. */
export interface NetworkObjects {
  /** How many there are for each picture, padding not counted. */
  readonly counts: readonly number[]
  /** Slots a picture. */
  readonly slots: number
  /** [batch, slots, 4] x1, y1, x2, y2; zeros pad. */
  readonly boxes: Float32Array
  /** [batch, slots]; 0 pads. */
  readonly labels: Int32Array
  /** [batch * slots, height, width] of 0 and 1: each mask cut out around its object. */
  readonly masks: Float32Array
  readonly maskSize: readonly [height: number, width: number]
  /** [batch * slots, 2] x, y of the cut-out's corner. */
  readonly maskOrigins: Float32Array
}

/** Slots and mask sizes grow in these steps, so that few shapes come up. */
const SLOT_STEP = 8
const SIDE_STEP = 32
/** Zeros around an object, so that what samples beside its mask finds none. */
const MARGIN = 2

interface CutOut {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * Objects that can be learnt: crowds and boxes without extent are left out, as torchvision's reference training does.
 * Masks are scaled to the nearest pixel, as its transform does, but only around the object: a picture of a hundred
 * objects does not become a hundred pictures.
 */
export function enterObjects(
  samples: readonly TrainingSample[],
  frames: readonly PictureFrame[],
): NetworkObjects {
  const pictures = samples.map((sample, i) => {
    const frame = frames[i]
    if (frame === undefined) throw new Error('Each picture has its frame.')
    return sample.objects
      .filter(({ isCrowd, box }) => !isCrowd && box.width > 0 && box.height > 0)
      .map((object) => ({ object, frame, cut: cutAround(object, frame) }))
  })
  const counts = pictures.map((objects) => objects.length)
  const all = pictures.flat()
  const slots = roundUp(Math.max(1, ...counts), SLOT_STEP)
  const height = roundUp(Math.max(1, ...all.map(({ cut }) => cut.height)), SIDE_STEP)
  const width = roundUp(Math.max(1, ...all.map(({ cut }) => cut.width)), SIDE_STEP)
  const total = pictures.length * slots
  const boxes = new Float32Array(total * 4)
  const labels = new Int32Array(total)
  const masks = new Float32Array(total * height * width)
  const maskOrigins = new Float32Array(total * 2)
  pictures.forEach((objects, picture) => {
    objects.forEach(({ object, frame, cut }, i) => {
      const slot = picture * slots + i
      boxes.set(frame.enter(object.box), slot * 4)
      labels[slot] = object.label
      maskOrigins.set([cut.x, cut.y], slot * 2)
      const own = masks.subarray(slot * height * width, (slot + 1) * height * width)
      drawMask(object, { frame, cut, mask: own, width })
    })
  })
  return { counts, slots, boxes, labels, masks, maskSize: [height, width], maskOrigins }
}

/** The part of the network's picture that holds the object's mask. */
function cutAround({ mask }: TrainingObject, { imageSize, networkSize }: PictureFrame): CutOut {
  const box = maskBox(mask)
  const axis = (from: number, length: number, side: 'width' | 'height'): [number, number] => {
    const scale = networkSize[side] / imageSize[side]
    const start = Math.max(0, Math.floor(from * scale) - MARGIN)
    // One more than the picture has: the border repeats there, which samples between the last pixel and the edge meet.
    const end = Math.min(networkSize[side] + 1, Math.ceil((from + length) * scale) + MARGIN)
    return [start, end - start]
  }
  const [x, width] = axis(box.x, box.width, 'width')
  const [y, height] = axis(box.y, box.height, 'height')
  return { x, y, width, height }
}

function drawMask(
  { mask }: TrainingObject,
  to: {
    readonly frame: PictureFrame
    readonly cut: CutOut
    readonly mask: Float32Array
    readonly width: number
  },
): void {
  const { cut, frame } = to
  const { imageSize, networkSize } = frame
  const bitmap = decodeMask(mask)
  const columns = nearestCells(imageSize.width, networkSize.width)
  const rows = nearestCells(imageSize.height, networkSize.height)
  for (let y = 0; y < cut.height; y++) {
    const row = (rows[Math.min(cut.y + y, networkSize.height - 1)] ?? 0) * imageSize.width
    for (let x = 0; x < cut.width; x++) {
      const column = columns[Math.min(cut.x + x, networkSize.width - 1)] ?? 0
      to.mask[y * to.width + x] = bitmap[row + column] ?? 0
    }
  }
}

/** The source cell of each target cell, as torch's `interpolate` in its mode `nearest`. */
export function nearestCells(from: number, to: number): Int32Array {
  const step = Math.fround(from / to)
  return Int32Array.from({ length: to }, (_, i) =>
    Math.min(Math.floor(Math.fround(i * step)), from - 1),
  )
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step
}
