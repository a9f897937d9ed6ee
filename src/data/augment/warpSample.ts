import { maskArea } from '../../domain/mask/area.ts'
import { decodeMask } from '../../domain/mask/decode.ts'
import type { Random } from '../../domain/random.ts'
import type { Augmentation } from '../../domain/training/augmentation.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { visibleObject } from './visibleObject.ts'

/** Where each pixel of the new picture comes from: x = a u + b v + c, y = d u + e v + f, pixel centres at .5. */
export interface Warp {
  readonly width: number
  readonly height: number
  readonly toSource: readonly [a: number, b: number, c: number, d: number, e: number, f: number]
}

/** What lies outside the picture: middle grey, near what normalisation makes of nothing. */
const OUTSIDE = 124

interface Draw {
  readonly random: Random
  readonly happens: (step: { readonly odds: number }) => boolean
}

/** Mirroring, turning, scaling and cutting as one warp, so that pixels are interpolated once; null when none happens. */
export function drawWarp(
  { width, height }: Pick<TrainingSample, 'width' | 'height'>,
  settings: Augmentation,
  { random, happens }: Draw,
): Warp | null {
  const { flip, flipVertical, rotate, scale, crop } = settings
  const mirrorX = happens(flip) ? -1 : 1
  const mirrorY = happens(flipVertical) ? -1 : 1
  const degrees = happens(rotate) ? (2 * random.next() - 1) * rotate.degrees : 0
  // Even on a logarithmic scale: halving is as likely as doubling.
  const factor = happens(scale) ? scale.from * (scale.to / scale.from) ** random.next() : 1
  const isCut = happens(crop)
  const share = () => (isCut ? crop.minShare + (1 - crop.minShare) * random.next() : 1)
  const newWidth = Math.max(1, Math.round(width * share()))
  const newHeight = Math.max(1, Math.round(height * share()))
  if (mirrorX === 1 && mirrorY === 1 && degrees === 0 && factor === 1 && !isCut) return null
  // Which point of the old picture is in the middle of the new one.
  const centreX = isCut ? newWidth / 2 + random.next() * (width - newWidth) : width / 2
  const centreY = isCut ? newHeight / 2 + random.next() * (height - newHeight) : height / 2
  const angle = (degrees * Math.PI) / 180
  const cos = Math.cos(angle) / factor
  const sin = Math.sin(angle) / factor
  const [a, b, d, e] = [cos * mirrorX, -sin * mirrorY, sin * mirrorX, cos * mirrorY]
  const [middleX, middleY] = [newWidth / 2, newHeight / 2]
  const c = centreX - a * middleX - b * middleY
  const f = centreY - d * middleX - e * middleY
  return { width: newWidth, height: newHeight, toSource: [a, b, c, d, e, f] }
}

/** The picture (bilinear) and its masks (nearest) seen through the warp. */
export function warpSample(sample: TrainingSample, warp: Warp): TrainingSample {
  const { width, height } = warp
  const size = { width, height }
  const sources = sourcePixels(sample, warp)
  const objects = sample.objects.flatMap((object) => {
    const before = decodeMask(object.mask)
    const bitmap = new Uint8Array(width * height)
    sources.forEach((source, at) => {
      if (source >= 0) bitmap[at] = before[source] ?? 0
    })
    // Enlarged objects are compared with what they would be in full.
    const areaBefore = maskArea(object.mask) / areaScale(warp)
    return visibleObject(object, bitmap, size, { areaBefore })
  })
  return { width, height, rgb: warpPixels(sample, warp), objects }
}

/** How many pixels of the old picture one of the new covers. */
function areaScale({ toSource: [a, b, , d, e] }: Warp): number {
  return Math.abs(a * e - b * d)
}

/** The nearest pixel of the old picture for each of the new one, -1 outside. [height, width] */
function sourcePixels(sample: TrainingSample, warp: Warp): Int32Array {
  const [a, b, c, d, e, f] = warp.toSource
  const sources = new Int32Array(warp.width * warp.height)
  for (let v = 0, at = 0; v < warp.height; v++) {
    for (let u = 0; u < warp.width; u++, at++) {
      const x = Math.floor(a * (u + 0.5) + b * (v + 0.5) + c)
      const y = Math.floor(d * (u + 0.5) + e * (v + 0.5) + f)
      const isInside = x >= 0 && y >= 0 && x < sample.width && y < sample.height
      sources[at] = isInside ? y * sample.width + x : -1
    }
  }
  return sources
}

function warpPixels({ width, height, rgb }: TrainingSample, warp: Warp): Uint8Array {
  const [a, b, c, d, e, f] = warp.toSource
  const warped = new Uint8Array(warp.width * warp.height * 3)
  const level = (x: number, y: number, channel: number) =>
    x < 0 || y < 0 || x >= width || y >= height
      ? OUTSIDE
      : (rgb[(y * width + x) * 3 + channel] ?? OUTSIDE)
  for (let v = 0, at = 0; v < warp.height; v++) {
    for (let u = 0; u < warp.width; u++) {
      const x = a * (u + 0.5) + b * (v + 0.5) + c - 0.5
      const y = d * (u + 0.5) + e * (v + 0.5) + f - 0.5
      const left = Math.floor(x)
      const top = Math.floor(y)
      const right = x - left
      const below = y - top
      for (let channel = 0; channel < 3; channel++, at++) {
        const upper =
          (1 - right) * level(left, top, channel) + right * level(left + 1, top, channel)
        const lower =
          (1 - right) * level(left, top + 1, channel) + right * level(left + 1, top + 1, channel)
        warped[at] = Math.round((1 - below) * upper + below * lower)
      }
    }
  }
  return warped
}
