import { forEachColumnRun } from '../../domain/mask/columnRuns.ts'
import { distanceTarget, touchingTarget } from '../../domain/regions/instanceTargets.ts'
import { labelsOfMasks } from '../../domain/regions/labelsOfMasks.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { IGNORED } from '../losses/classTargets.ts'

/** What a semantic network should answer for a batch, row-major [batch, height, width]. */
export interface SemanticTargets {
  readonly shape: readonly [batch: number, height: number, width: number]
  /** Class of each pixel; IGNORED beyond a picture that is smaller than the largest, and in crowds. */
  readonly labels: Uint8Array
  readonly touching: Float32Array
  readonly distance: Float32Array
}

export function semanticTargets(
  samples: readonly TrainingSample[],
  withShape: boolean,
): SemanticTargets {
  const height = Math.max(...samples.map((sample) => sample.height))
  const width = Math.max(...samples.map((sample) => sample.width))
  const area = height * width
  const labels = new Uint8Array(samples.length * area).fill(IGNORED)
  const touching = new Float32Array(withShape ? labels.length : 0)
  const distance = new Float32Array(withShape ? labels.length : 0)
  samples.forEach((sample, i) => {
    const classes = classesOf(sample)
    const copy = <T extends Uint8Array | Float32Array>(values: T, to: T): void => {
      for (let y = 0; y < sample.height; y++) {
        const row = values.subarray(y * sample.width, (y + 1) * sample.width)
        to.set(row, i * area + y * width)
      }
    }
    copy(classes, labels)
    if (!withShape) return
    const objects = sample.objects.filter(({ isCrowd }) => !isCrowd)
    const map = labelsOfMasks(
      objects.map(({ mask }) => mask),
      { width: sample.width, height: sample.height },
    )
    copy(touchingTarget(map), touching)
    copy(distanceTarget(map), distance)
  })
  return { shape: [samples.length, height, width], labels, touching, distance }
}

/** The class of each pixel of a picture; where objects overlap, the first keeps it. */
function classesOf({ width, height, objects }: TrainingSample): Uint8Array {
  const classes = new Uint8Array(width * height)
  for (const { mask, label, isCrowd } of objects) {
    const value = isCrowd ? IGNORED : label
    forEachColumnRun(mask, (x, top, bottom) => {
      for (let y = top; y < bottom; y++) classes[y * width + x] ||= value
    })
  }
  return classes
}
