import type { Samples } from './decodePiece.ts'

/** Keeps the pieces used last, up to so many bytes; the one used last is never dropped. */
export class PieceCache {
  readonly #limit: number
  readonly #pieces = new Map<string, Samples>()
  #bytes = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Bytes of all pieces that are held. */
  get bytes(): number {
    return this.#bytes
  }

  get(key: string): Samples | undefined {
    const piece = this.#pieces.get(key)
    if (piece === undefined) return undefined
    this.#pieces.delete(key)
    this.#pieces.set(key, piece)
    return piece
  }

  set(key: string, piece: Samples): void {
    this.#pieces.set(key, piece)
    this.#bytes += piece.byteLength
    for (const [oldest, { byteLength }] of this.#pieces) {
      if (this.#bytes <= this.#limit || oldest === key) break
      this.#pieces.delete(oldest)
      this.#bytes -= byteLength
    }
  }
}
