import { CheckpointError } from '../safetensors.ts'

/** Reads the arguments of pickle opcodes and never beyond the end of the bytes. */
export class PickleBytes {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  readonly #text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  at: number

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.at = at
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1))
  }

  uint16(): number {
    return this.#view.getUint16(this.#take(2), true)
  }

  int32(): number {
    return this.#view.getInt32(this.#take(4), true)
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(4), true)
  }

  /** A length; beyond 2^53 it is rounded, and refused by whatever takes that many bytes. */
  uint64(): number {
    return Number(this.#view.getBigUint64(this.#take(8), true))
  }

  float64(): number {
    return this.#view.getFloat64(this.#take(8), false)
  }

  bytes(length: number): Uint8Array {
    const start = this.#take(length)
    return this.#bytes.subarray(start, start + length)
  }

  utf8(length: number): string {
    const bytes = this.bytes(length)
    try {
      return this.#text.decode(bytes)
    } catch {
      throw new CheckpointError('A text in the file is not UTF-8: it is damaged.')
    }
  }

  /** Up to the next line feed, without it. */
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at)
    if (end < 0) this.#endsEarly()
    const text = this.utf8(end - this.at)
    this.at += 1
    return text
  }

  #take(length: number): number {
    const start = this.at
    if (!(length <= this.#bytes.length - start)) this.#endsEarly()
    this.at += length
    return start
  }

  #endsEarly(): never {
    throw new CheckpointError(
      'The file ends in the middle of its table of contents: it is cut short.',
    )
  }
}
