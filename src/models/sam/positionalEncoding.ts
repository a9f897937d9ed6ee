import { NETWORK_SIDE } from './samFrame.ts'

/** Half of an encoding's width: so many sines, then as many cosines. */
const FREQUENCIES = 128
export const ENCODING_WIDTH = 2 * FREQUENCIES

/**
 * Segment Anything's encoding of a place in the picture by random frequencies (segment_anything/modeling/
 * prompt_encoder.py, `PositionEmbeddingRandom`; Tancik et al., 2020).
 */
export class PositionalEncoding {
  /** [2, 128]: frequencies along x, then along y */
  readonly #frequencies: Float32Array

  constructor(frequencies: Float32Array) {
    this.#frequencies = frequencies
  }

  /** Writes the encoding of a point of the network frame to 256 places of `target`, from `at` on. */
  write(point: { x: number; y: number }, target: Float32Array, at: number): void {
    const x = (2 * point.x) / NETWORK_SIDE - 1
    const y = (2 * point.y) / NETWORK_SIDE - 1
    for (let i = 0; i < FREQUENCIES; i++) {
      const turns = x * (this.#frequencies[i] ?? 0) + y * (this.#frequencies[FREQUENCIES + i] ?? 0)
      target[at + i] = Math.sin(2 * Math.PI * turns)
      target[at + FREQUENCIES + i] = Math.cos(2 * Math.PI * turns)
    }
  }

  /** The encodings of the centres of a grid of side x side cells: [side², 256]. */
  ofGrid(side: number): Float32Array {
    const encodings = new Float32Array(side * side * ENCODING_WIDTH)
    const cell = NETWORK_SIDE / side
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const centre = { x: (column + 0.5) * cell, y: (row + 0.5) * cell }
        this.write(centre, encodings, (row * side + column) * ENCODING_WIDTH)
      }
    }
    return encodings
  }
}
