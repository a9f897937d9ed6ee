/** The part of the 8-bit scale that a picture uses. */
export interface IntensityRange {
  readonly low: number
  readonly high: number
}

/** What counts as 0 and as 1 in red, green and blue. */
export type ChannelRanges = readonly [IntensityRange, IntensityRange, IntensityRange]

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
  /** [3, 256] */
  readonly #counts = new Float64Array(3 * 256)

  /** Of 4 bytes a pixel, the last is not counted. */
  addPicture({ width, height, data }: CountedPicture): void {
    const step = data.length === 3 * width * height ? 3 : 4
    for (let at = 0; at < data.length; at += step) {
      for (let c = 0; c < 3; c++) {
        const place = c * 256 + (data[at + c] ?? 0)
        this.#counts[place] = (this.#counts[place] ?? 0) + 1
      }
    }
  }

  /** The values at 1 % and 99.8 % of all samples, at least 4 apart: robust against a few hot or dead pixels. */
  range(): IntensityRange {
    const low = this.#valueAt(LOW_SHARE)
    return { low, high: Math.max(this.#valueAt(HIGH_SHARE), low + LEAST_SPAN) }
  }

  /** Of each channel, from its mean to one deviation above. */
  standardRanges(): ChannelRanges {
    return [this.#standardRange(0), this.#standardRange(1), this.#standardRange(2)]
  }

  #standardRange(channel: number): IntensityRange {
    const counts = this.#counts.subarray(channel * 256, (channel + 1) * 256)
    const total = counts.reduce((sum, count) => sum + count, 0)
    if (total === 0) return { low: 0, high: 1 }
    const mean = counts.reduce((sum, count, value) => sum + count * value, 0) / total
    const squares = counts.reduce((sum, count, value) => sum + count * (value - mean) ** 2, 0)
    // A channel without contrast is zero everywhere, whatever it is divided by.
    return { low: mean, high: mean + (Math.sqrt(squares / total) || 1) }
  }

  #valueAt(share: number): number {
    const total = this.#counts.reduce((sum, count) => sum + count, 0)
    let seen = 0
    for (let value = 0; value < 256; value++) {
      for (let c = 0; c < 3; c++) seen += this.#counts[c * 256 + value] ?? 0
      if (seen >= share * total) return value
    }
    return 255
  }
}
