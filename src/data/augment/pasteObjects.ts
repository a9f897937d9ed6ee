import { maskArea } from '../../domain/mask/area.ts'
import { decodeMask } from '../../domain/mask/decode.ts'
import type { Random } from '../../domain/random.ts'
import type { Augmentation } from '../../domain/training/augmentation.ts'
import type { TrainingObject, TrainingSample } from '../../domain/trainingSample.ts'
import { visibleObject } from './visibleObject.ts'

/**
 * Copies objects of `other` into the picture at drawn places; what they cover is taken from the objects below (Ghiasi et
 * al., "Simple Copy-Paste is a Strong Data Augmentation Method", 2021). Crowds are not copied.
 */
export function pasteObjects(
  sample: TrainingSample,
  other: TrainingSample,
  { maxObjects }: Augmentation['copyPaste'],
  random: Random,
): TrainingSample {
  const { width, height } = sample
  const size = { width, height }
  const fitting = other.objects.filter(
    ({ box, isCrowd }) => !isCrowd && box.width <= width && box.height <= height,
  )
  const count = Math.min(fitting.length, 1 + random.integer(Math.max(1, maxObjects)))
  const rgb = sample.rgb.slice()
  let layers = sample.objects.map((object) => ({
    object,
    bitmap: decodeMask(object.mask),
    areaBefore: maskArea(object.mask),
  }))
  for (const object of random.shuffle(fitting).slice(0, count)) {
    const dx = random.integer(width - object.box.width + 1) - object.box.x
    const dy = random.integer(height - object.box.height + 1) - object.box.y
    const bitmap = new Uint8Array(width * height)
    copyPixels({ object, other, dx, dy }, { width, height, rgb, bitmap })
    layers = layers.map((layer) => ({
      ...layer,
      bitmap: layer.bitmap.map((value, at) => (bitmap[at] === 1 ? 0 : value)),
    }))
    layers.push({ object, bitmap, areaBefore: maskArea(object.mask) })
  }
  return {
    ...size,
    rgb,
    objects: layers.flatMap(({ object, bitmap, areaBefore }) =>
      visibleObject(object, bitmap, size, { areaBefore }),
    ),
  }
}

function copyPixels(
  from: {
    readonly object: TrainingObject
    readonly other: TrainingSample
    readonly dx: number
    readonly dy: number
  },
  to: {
    readonly width: number
    readonly height: number
    readonly rgb: Uint8Array
    readonly bitmap: Uint8Array
  },
): void {
  const { object, other, dx, dy } = from
  const source = decodeMask(object.mask)
  source.forEach((value, at) => {
    if (value === 0) return
    const x = (at % other.width) + dx
    const y = Math.floor(at / other.width) + dy
    if (x < 0 || y < 0 || x >= to.width || y >= to.height) return
    const target = y * to.width + x
    to.bitmap[target] = 1
    to.rgb.set(other.rgb.subarray(3 * at, 3 * at + 3), 3 * target)
  })
}
