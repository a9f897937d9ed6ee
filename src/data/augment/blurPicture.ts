import type { TrainingSample } from '../../domain/trainingSample.ts'

/** Below this a Gaussian changes no pixel by a level. */
const LEAST_SIGMA = 0.2

/** A separable Gaussian of `sigma` pixels; the border repeats. @returns [height, width, 3] */
export function blurPicture(
  { width, height, rgb }: Pick<TrainingSample, 'width' | 'height' | 'rgb'>,
  sigma: number,
): Uint8Array {
  if (sigma < LEAST_SIGMA) return rgb
  const reach = Math.ceil(3 * sigma)
  const weights = Array.from({ length: 2 * reach + 1 }, (_, i) =>
    Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)),
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const across = new Float32Array(rgb.length)
  const pass = (
    read: (x: number, y: number, channel: number) => number,
    write: (at: number, value: number) => void,
    [stepX, stepY]: readonly [number, number],
  ) => {
    for (let y = 0, at = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let channel = 0; channel < 3; channel++, at++) {
          let sum = 0
          weights.forEach((weight, i) => {
            const nearX = Math.min(width - 1, Math.max(0, x + (i - reach) * stepX))
            const nearY = Math.min(height - 1, Math.max(0, y + (i - reach) * stepY))
            sum += weight * read(nearX, nearY, channel)
          })
          write(at, sum / total)
        }
      }
    }
  }
  const blurred = new Uint8Array(rgb.length)
  const indexOf = (x: number, y: number, channel: number) => (y * width + x) * 3 + channel
  pass(
    (x, y, channel) => rgb[indexOf(x, y, channel)] ?? 0,
    (at, value) => {
      across[at] = value
    },
    [1, 0],
  )
  pass(
    (x, y, channel) => across[indexOf(x, y, channel)] ?? 0,
    (at, value) => {
      blurred[at] = Math.round(value)
    },
    [0, 1],
  )
  return blurred
}
