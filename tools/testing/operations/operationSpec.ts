import type * as tf from '@tensorflow/tfjs-core'
import { Draw, type DrawnInput } from './draw.ts'

/** Values in float64, of one tensor. */
export type Numbers = ArrayLike<number>

/** One call of an operation, and what it answers by the definition. */
export interface OperationCase {
  readonly inputs: readonly DrawnInput[]
  /** The operation on whichever backend is set. Only the first answer is differentiated. */
  readonly compute: (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[]
  /** The same in float64, as plainly as it can be written. */
  readonly reference: (...inputs: Numbers[]) => readonly Numbers[]
  /** Of each answer; not compared where not said. */
  readonly shapes?: readonly (readonly number[])[]
  /** What the differentiable inputs get back for `dy`, where finite differences cannot tell (ties). */
  readonly gradients?: (dy: Numbers, ...inputs: Numbers[]) => readonly Numbers[]
}

/** An operation's cases by name, and any other from a seed. */
export interface OperationSpec {
  readonly name: string
  readonly cases: Readonly<Record<string, () => OperationCase>>
  /** A case of random shape, and what it is. */
  readonly random: (seed: number) => { readonly title: string; readonly make: () => OperationCase }
}

/**
 * @param options.cases what each is called, and its options
 * @param options.any options of random shape
 * @param options.make the case that options mean, with drawn values
 */
export function specifyOperation<Options>(options: {
  readonly name: string
  readonly cases: Readonly<Record<string, Options>>
  readonly any: (draw: Draw) => Options
  readonly make: (options: Options, draw: Draw) => OperationCase
}): OperationSpec {
  const { name, cases, any, make } = options
  return {
    name,
    cases: Object.fromEntries(
      Object.entries(cases).map(([title, entry], i) => [
        title,
        once(() => make(entry, new Draw(i))),
      ]),
    ),
    random: (seed) => {
      const draw = new Draw(seed)
      const entry = any(draw)
      return { title: `${seed}: ${JSON.stringify(entry)}`, make: () => make(entry, draw) }
    },
  }
}

/** Backends that run one case share it, and what is known of it. */
function once<T extends object>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}
