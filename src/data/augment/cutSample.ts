import type { Random } from '../../domain/random.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { warpSample } from './warpSample.ts'

/**
 * A part of a picture, at most `side` pixels each way, that holds the middle of an object drawn at random, so that there
 * is something to learn from. A picture that is no larger stays as it is.
 */
export function cutSample(sample: TrainingSample, side: number, random: Random): TrainingSample {
  const width = Math.min(side, sample.width)
  const height = Math.min(side, sample.height)
  if (width === sample.width && height === sample.height) return sample
  const object = sample.objects[random.integer(Math.max(1, sample.objects.length))]
  const box = object?.box ?? { x: 0, y: 0, width: sample.width, height: sample.height }
  const place = (middle: number, length: number, whole: number): number => {
    const first = Math.max(0, Math.ceil(middle - length))
    const last = Math.min(whole - length, Math.floor(middle))
    return first + random.integer(Math.max(1, last - first + 1))
  }
  const left = place(box.x + box.width / 2, width, sample.width)
  const top = place(box.y + box.height / 2, height, sample.height)
  return warpSample(sample, { width, height, toSource: [1, 0, left, 0, 1, top] })
}
