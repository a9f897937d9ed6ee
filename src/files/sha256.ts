/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes (FIPS 180-4, 4.2.2). */
const ROUND = Uint32Array.from(primes(64), (prime) => fractionBits(Math.cbrt(prime)))
/** The same of the square roots of the first eight. */
const START = Uint32Array.from(primes(8), (prime) => fractionBits(Math.sqrt(prime)))
const BLOCK = 64

/**
 * SHA-256 of bytes that come piece by piece (FIPS 180-4). Web Crypto wants all of them in memory at once, which a large
 * file need not be.
 */
export class Sha256 {
  readonly #state = START.slice()
  readonly #words = new Int32Array(64)
  readonly #rest = new Uint8Array(BLOCK)
  #restLength = 0
  #length = 0

  update(bytes: Uint8Array): this {
    this.#length += bytes.length
    let at = 0
    if (this.#restLength > 0) {
      at = Math.min(BLOCK - this.#restLength, bytes.length)
      this.#rest.set(bytes.subarray(0, at), this.#restLength)
      this.#restLength += at
      if (this.#restLength < BLOCK) return this
      this.#take(this.#rest, 0)
      this.#restLength = 0
    }
    for (; at + BLOCK <= bytes.length; at += BLOCK) this.#take(bytes, at)
    this.#rest.set(bytes.subarray(at))
    this.#restLength = bytes.length - at
    return this
  }

  /** Lower-case hexadecimal. Ends the hash: nothing can be added after it. */
  digest(): string {
    const bits = this.#length * 8
    const padded = new Uint8Array(this.#restLength < 56 ? BLOCK : 2 * BLOCK)
    padded.set(this.#rest.subarray(0, this.#restLength))
    padded[this.#restLength] = 0x80
    const view = new DataView(padded.buffer)
    view.setUint32(padded.length - 8, Math.floor(bits / 2 ** 32))
    view.setUint32(padded.length - 4, bits >>> 0)
    for (let at = 0; at < padded.length; at += BLOCK) this.#take(padded, at)
    return Array.from(this.#state, (word) => word.toString(16).padStart(8, '0')).join('')
  }

  #take(bytes: Uint8Array, start: number): void {
    const [words, state] = [this.#words, this.#state]
    for (let t = 0, at = start; t < 16; t++, at += 4) {
      words[t] =
        ((bytes[at] ?? 0) << 24) |
        ((bytes[at + 1] ?? 0) << 16) |
        ((bytes[at + 2] ?? 0) << 8) |
        (bytes[at + 3] ?? 0)
    }
    for (let t = 16; t < 64; t++) {
      const [early, late] = [words[t - 15] ?? 0, words[t - 2] ?? 0]
      const low = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)
      const high = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10)
      words[t] = (high + (words[t - 7] ?? 0) + low + (words[t - 16] ?? 0)) | 0
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let t = 0; t < 64; t++) {
      const big = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)
      const first = (h + big + ((e & f) ^ (~e & g)) + (ROUND[t] ?? 0) + (words[t] ?? 0)) | 0
      const small = turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)
      const second = (small + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g
      g = f
      f = e
      e = (d + first) | 0
      d = c
      c = b
      b = a
      a = (first + second) | 0
    }
    const added = [a, b, c, d, e, f, g, h]
    for (let i = 0; i < 8; i++) state[i] = (state[i] ?? 0) + (added[i] ?? 0)
  }
}

export interface HashOptions {
  readonly signal?: AbortSignal | undefined
  /** Of the bytes, 0 to 1. */
  readonly onProgress?: (fraction: number) => void
}

/** SHA-256 of a file, of which no more than a few megabytes are held at a time. Lower-case hexadecimal. */
export async function sha256OfFile(
  file: Blob,
  { signal, onProgress }: HashOptions = {},
): Promise<string> {
  const hash = new Sha256()
  for (let at = 0; at < file.size; at += SLICE) {
    signal?.throwIfAborted()
    hash.update(new Uint8Array(await file.slice(at, at + SLICE).arrayBuffer()))
    onProgress?.(Math.min((at + SLICE) / file.size, 1))
  }
  return hash.digest()
}

const SLICE = 4 * 1024 * 1024

function turn(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits))
}

function fractionBits(root: number): number {
  return Math.floor((root - Math.floor(root)) * 2 ** 32)
}

function primes(count: number): number[] {
  const found: number[] = []
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  }
  return found
}
