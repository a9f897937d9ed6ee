import * as tf from '@tensorflow/tfjs-core'
import type { MaskRcnnArchitecture } from '../architecture.ts'
import { makeAnchors } from './anchors.ts'

export interface AnchorSet {
  /** For each level [anchors, 4]. Owned by the store. */
  readonly levels: readonly tf.Tensor2D[]
  /** All levels, [anchors, 4], in ordinary memory. */
  readonly all: Float32Array
}

/** Sizes whose anchors are kept: a training run meets few, and each is up to 4 MB. */
const KEPT = 4

/** Anchors of the picture sizes that came up last, on the device. */
export class AnchorStore {
  readonly #anchors: MaskRcnnArchitecture['anchors']
  readonly #kept = new Map<string, AnchorSet>()

  constructor(anchors: MaskRcnnArchitecture['anchors']) {
    this.#anchors = anchors
  }

  find(pictureSize: readonly [number, number], maps: readonly tf.Tensor4D[]): AnchorSet {
    const mapSizes = maps.map(({ shape }) => [shape[1], shape[2]] as const)
    const key = [pictureSize, ...mapSizes].join(' ')
    const set = this.#kept.get(key) ?? this.#make(pictureSize, mapSizes)
    this.#kept.delete(key)
    this.#kept.set(key, set)
    for (const [oldest, { levels }] of this.#kept) {
      if (this.#kept.size <= KEPT) break
      tf.dispose([...levels])
      this.#kept.delete(oldest)
    }
    return set
  }

  dispose(): void {
    for (const { levels } of this.#kept.values()) tf.dispose([...levels])
    this.#kept.clear()
  }

  #make(
    pictureSize: readonly [number, number],
    mapSizes: readonly (readonly [number, number])[],
  ): AnchorSet {
    const levels = makeAnchors(this.#anchors, pictureSize, mapSizes)
    const all = new Float32Array(levels.reduce((sum, level) => sum + level.length, 0))
    levels.reduce((at, level) => (all.set(level, at), at + level.length), 0)
    return {
      all,
      levels: levels.map((level) => tf.keep(tf.tensor2d(level, [level.length / 4, 4]))),
    }
  }
}
