/**
 * A seeded stream of random numbers whose whole state is one number, so that a checkpoint can hold it: the same state
 * gives the same numbers on every machine.
 */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform whole number in [0, below). */
  integer(below: number): number
  /** Standard normal (Box and Muller). */
  normal(): number
  /** A shuffled copy (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[]
  /** An unsigned 32-bit number that holds the stream's place. */
  state(): number
  /** Goes on from a state read earlier. */
  restore(state: number): void
}

const INCREMENT = 0x6d2b79f5

/** Tommy Ettinger's mulberry32: 32 bits of state, good enough for augmentation and sampling, exact on every engine. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0

  const next = (): number => {
    state = (state + INCREMENT) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (below: number): number => Math.floor(next() * below)

  return {
    next,
    integer,
    // 1 - next() is never 0. The second normal of the pair is not kept: it would be state beside the number.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    shuffle: (items) => shuffled(items, integer),
    state: () => state,
    restore: (earlier) => {
      state = earlier >>> 0
    },
  }
}

function shuffled<T>(items: readonly T[], integer: (below: number) => number): T[] {
  const rest = [...items]
  const result: T[] = []
  while (rest.length > 0) {
    const at = integer(rest.length)
    const last = rest.pop() as T
    if (at === rest.length) {
      result.push(last)
    } else {
      result.push(rest[at] as T)
      rest[at] = last
    }
  }
  return result
}
