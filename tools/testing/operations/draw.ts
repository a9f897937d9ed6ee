import { mulberry32 } from '../mulberry32.ts'

/** A tensor that an operation is given: its values are whole in float32 or int32. */
export interface DrawnInput {
  readonly shape: readonly number[]
  readonly values: Float32Array | Int32Array
  /** Whether the operation gives it no gradient. */
  readonly isFixed: boolean
}

/** Shapes and values from a seed: the same on every machine and backend. */
export class Draw {
  readonly #next: () => number

  constructor(seed: number) {
    this.#next = mulberry32(seed)
  }

  /** Between two whole numbers, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.#next() * (high - low + 1))
  }

  /** true as often as false. */
  toss(): boolean {
    return this.#next() < 0.5
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.integer(0, choices.length - 1)] ?? choices[0]
  }

  /** Numbers between -1 and 1, or between what is said. */
  values(shape: readonly number[], low = -1, high = 1): DrawnInput {
    const values = Float32Array.from(
      { length: sizeOf(shape) },
      () => low + (high - low) * this.#next(),
    )
    return { shape, values, isFixed: false }
  }

  /** Numbers around zero no two of which are closer than a hundredth: an order that small steps do not change. */
  apart(shape: readonly number[]): DrawnInput {
    const values = Float32Array.from({ length: sizeOf(shape) }, (_, i) => i)
    for (let i = values.length - 1; i > 0; i--) {
      const other = this.integer(0, i)
      const held = values[i] ?? 0
      values[i] = values[other] ?? 0
      values[other] = held
    }
    return {
      shape,
      values: values.map((place) => (place - values.length / 2) / 64),
      isFixed: false,
    }
  }

  /** Whole numbers, both ends included. */
  integers(shape: readonly number[], low: number, high: number): DrawnInput {
    const values = Int32Array.from({ length: sizeOf(shape) }, () => this.integer(low, high))
    return { shape, values, isFixed: true }
  }
}

/** The same tensor, of which no gradient is asked. */
export function fixed(input: DrawnInput): DrawnInput {
  return { ...input, isFixed: true }
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
