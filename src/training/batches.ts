import { createRandom } from '../domain/random.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'

/** Pictures to learn from, read one at a time. */
export interface SampleSource {
  readonly count: number
  read(index: number): Promise<TrainingSample>
}

/** Varies a picture; `other` reads any other picture of the set, for what is copied between pictures. */
export type Vary = (
  sample: TrainingSample,
  context: { readonly random: ReturnType<typeof createRandom>; other(): Promise<TrainingSample> },
) => Promise<TrainingSample>

/** Where in the data a run is. Plain JSON. */
export interface BatchesState {
  readonly randomState: number
  readonly order: readonly number[]
  readonly position: number
  readonly epoch: number
}

export interface Batches {
  /** The next pictures, in an order shuffled anew each time all were seen. */
  next(count: number): Promise<readonly TrainingSample[]>
  state(): BatchesState
  restore(state: BatchesState): void
}

export interface BatchesOptions {
  readonly seed: number
  readonly vary?: Vary
}

/** Draws pictures for training: every one once in each round, the same ones for the same seed. */
export function createBatches(
  source: SampleSource,
  { seed, vary = (sample) => Promise.resolve(sample) }: BatchesOptions,
): Batches {
  const random = createRandom(seed)
  let order: readonly number[] = []
  let position = 0
  let epoch = 0

  async function nextSample(): Promise<TrainingSample> {
    if (position >= order.length) {
      order = random.shuffle(Array.from({ length: source.count }, (_, index) => index))
      position = 0
      epoch += 1
    }
    const sample = await source.read(order[position++] ?? 0)
    return vary(sample, { random, other: () => source.read(random.integer(source.count)) })
  }

  return {
    next: async (count) => {
      const samples: TrainingSample[] = []
      // One after the other: each draws from the same stream.
      while (samples.length < count) samples.push(await nextSample())
      return samples
    },
    state: () => ({ randomState: random.state(), order, position, epoch }),
    restore: (state) => {
      random.restore(state.randomState)
      order = state.order
      position = state.position
      epoch = state.epoch
    },
  }
}
