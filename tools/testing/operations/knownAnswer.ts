import { Draw, sizeOf } from './draw.ts'
import type { Numbers, OperationCase } from './operationSpec.ts'

/** What float64 says of a case. */
export interface KnownAnswer {
  readonly outputs: readonly Numbers[]
  /** What is sent back into the first answer. */
  readonly dy: Float32Array
  /** Of each input that has a gradient, in order. */
  readonly slopes: readonly KnownSlopes[]
  /** Whole gradients, where the case has them. */
  readonly gradients: readonly Numbers[] | undefined
}

interface KnownSlopes {
  /** The slope of the sum of dy · answer along a direction that moves every value. */
  readonly direction: Float64Array
  readonly along: number
  /** The slope at single places. */
  readonly places: readonly { readonly place: number; readonly slope: number }[]
}

/** Small, so that few kinks lie within; in float64 the difference still has nine digits. */
const STEP = 1e-6
/** Values of answers that finite differences may reckon a case, about. */
const WORK = 60_000
const MOST_PLACES = 12

const known = new WeakMap<OperationCase, KnownAnswer>()

/** Reckoned once a case, for all backends. */
export function knownAnswer(entry: OperationCase): KnownAnswer {
  const before = known.get(entry)
  if (before !== undefined) return before
  const answer = reckon(entry)
  known.set(entry, answer)
  return answer
}

function reckon({ inputs, reference, gradients }: OperationCase): KnownAnswer {
  const values = inputs.map((input) => Float64Array.from(input.values))
  const outputs = reference(...values)
  const first = outputs[0] ?? []
  const draw = new Draw(first.length + 1)
  const dy = draw.values([first.length]).values
  const weights = Float32Array.from(dy)
  const lossWith = (place: number, moved: Float64Array): number => {
    const own = values.map((each, i) => (i === place ? moved : each))
    const answer = reference(...own)[0] ?? []
    let sum = 0
    // What is endless (a hidden score, say) does not move.
    for (let i = 0; i < answer.length; i++) {
      const change = (answer[i] ?? NaN) - (first[i] ?? NaN)
      if (change !== 0 && Number.isFinite(change)) sum += (weights[i] ?? 0) * change
    }
    return sum
  }
  const count = Math.min(MOST_PLACES, Math.max(2, Math.floor(WORK / (first.length + 1) / 20)))
  const slopes = inputs.flatMap((input, place): KnownSlopes[] => {
    if (input.isFixed) return []
    if (gradients !== undefined) return []
    const size = sizeOf(input.shape)
    const direction = Float64Array.from({ length: size }, () => (draw.toss() ? 1 : -1))
    const own = values[place] ?? new Float64Array(0)
    const slopeAlong = (step: (i: number) => number): number => {
      const at = (sign: number): number =>
        lossWith(
          place,
          own.map((value, i) => value + sign * STEP * step(i)),
        )
      return (at(1) - at(-1)) / (2 * STEP)
    }
    const places = Array.from({ length: Math.min(count, size) }, (_, i) =>
      Math.floor(((i + 0.5) * size) / Math.min(count, size)),
    )
    return [
      {
        direction,
        along: slopeAlong((i) => direction[i] ?? 0),
        places: places.map((at) => ({ place: at, slope: slopeAlong((i) => (i === at ? 1 : 0)) })),
      },
    ]
  })
  return { outputs, dy: weights, slopes, gradients: gradients?.(weights, ...values) }
}
