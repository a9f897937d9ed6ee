/** The part of the 8-bit scale that a picture uses. */
export interface IntensityRange {
  readonly low: number
  readonly high: number
}

interface CountedPicture {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array | Uint8ClampedArray
}

const LOW_SHARE = 0.01
const HIGH_SHARE = 0.998
/** A picture with less contrast is taken to show noise, which must not be blown up. */
const LEAST_SPAN = 4

/** How often each value occurs, collected part by part, so that pictures larger than memory can be counted too. */
export class Histogram {
  readonly #counts = new Float64Array(256)
  #total = 0

  add(samples: Uint8Array | Uint8ClampedArray): void {
    for (const value of samples) this.#counts[value] = (this.#counts[value] ?? 0) + 1
    this.#total += samples.length
  }

  /** Colours of a picture with 3 or 4 bytes a pixel; of 4, the last is not counted. */
  addPicture({ width, height, data }: CountedPicture): void {
    if (data.length === 3 * width * height) {
      this.add(data)
      return
    }
    for (let at = 0; at < data.length; at += 4) {
      for (let c = 0; c < 3; c++) {
        const value = data[at + c] ?? 0
        this.#counts[value] = (this.#counts[value] ?? 0) + 1
      }
    }
    this.#total += (data.length / 4) * 3
  }

  /** The values at 1 % and 99.8 % of all samples, at least 4 apart: robust against a few hot or dead pixels. */
  range(): IntensityRange {
    const low = this.#valueAt(LOW_SHARE)
    return { low, high: Math.max(this.#valueAt(HIGH_SHARE), low + LEAST_SPAN) }
  }

  #valueAt(share: number): number {
    let seen = 0
    for (let value = 0; value < 256; value++) {
      seen += this.#counts[value] ?? 0
      if (seen >= share * this.#total) return value
    }
    return 255
  }
}
