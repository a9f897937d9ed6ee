import { GrowingColumn } from '../../domain/growingColumn.ts'
import { sharedKey } from './lineSummary.ts'

/** An average that goes on where it stopped. */
class RunningAverage {
  readonly #smoothed = new GrowingColumn()
  readonly #weight: number
  #average = 0
  #mass = 0

  constructor(weight: number) {
    this.#weight = weight
  }

  /** The first `count` values smoothed. */
  over(values: ArrayLike<number>, count: number): Float64Array {
    const weight = this.#weight
    for (let i = this.#smoothed.length; i < count; i++) {
      const value = values[i] ?? NaN
      if (Number.isFinite(value)) {
        this.#average = weight * this.#average + (1 - weight) * value
        this.#mass = weight * this.#mass + (1 - weight)
      }
      this.#smoothed.push(Number.isFinite(value) ? this.#average / this.#mass : value)
    }
    return this.#smoothed.view().subarray(0, count)
  }
}

const known = new WeakMap<object, Map<number, RunningAverage>>()

/**
 * Exponential moving average that starts without a pull towards 0 (the bias correction of Adam, Kingma & Ba 2015).
 * `weight` 0 changes nothing, 0.99 averages about 100 values. Values that are not finite stay and are left out. Of values
 * that grew since they were last smoothed only the new ones are looked at.
 */
export function smooth(
  values: ArrayLike<number>,
  weight: number,
  count = values.length,
): Float64Array {
  const key = sharedKey(values)
  const averages = known.get(key) ?? new Map<number, RunningAverage>()
  known.set(key, averages)
  const average = averages.get(weight) ?? new RunningAverage(weight)
  averages.set(weight, average)
  return average.over(values, count)
}
