import { maskArea } from '../../domain/mask/area.ts'
import { maskBox } from '../../domain/mask/box.ts'
import { decodeMask } from '../../domain/mask/decode.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'

/**
 * The picture with its longer side at most `longest` pixels, to be looked at: blocks of pixels become their mean, masks
 * what is in the middle of each block. A picture that is small enough stays the same one.
 */
export function shrinkSample(sample: TrainingSample, longest: number): TrainingSample {
  const block = Math.ceil(Math.max(sample.width, sample.height) / longest)
  if (block <= 1) return sample
  const size = {
    width: Math.ceil(sample.width / block),
    height: Math.ceil(sample.height / block),
  }
  const objects = sample.objects.flatMap((object) => {
    const before = decodeMask(object.mask)
    const bitmap = new Uint8Array(size.width * size.height)
    for (let y = 0, at = 0; y < size.height; y++) {
      const row = middleOf(y, block, sample.height) * sample.width
      for (let x = 0; x < size.width; x++, at++) {
        bitmap[at] = before[row + middleOf(x, block, sample.width)] ?? 0
      }
    }
    const mask = encodeMask(bitmap, size)
    return maskArea(mask) === 0 ? [] : [{ ...object, mask, box: maskBox(mask) }]
  })
  return { ...size, rgb: meanOfBlocks(sample, block, size), objects }
}

function middleOf(index: number, block: number, length: number): number {
  return Math.min(length - 1, index * block + (block >> 1))
}

/** @returns [height, width, 3] */
function meanOfBlocks(
  { width, height, rgb }: TrainingSample,
  block: number,
  size: { readonly width: number; readonly height: number },
): Uint8Array {
  const sums = new Float32Array(size.width * size.height * 3)
  const counts = new Uint32Array(size.width * size.height)
  for (let y = 0, from = 0; y < height; y++) {
    const row = Math.floor(y / block) * size.width
    for (let x = 0; x < width; x++, from += 3) {
      const at = row + Math.floor(x / block)
      counts[at] = (counts[at] ?? 0) + 1
      for (let channel = 0; channel < 3; channel++) {
        sums[3 * at + channel] = (sums[3 * at + channel] ?? 0) + (rgb[from + channel] ?? 0)
      }
    }
  }
  return Uint8Array.from(sums, (sum, i) => Math.round(sum / (counts[Math.floor(i / 3)] ?? 1)))
}
