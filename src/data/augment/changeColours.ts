import type { Random } from '../../domain/random.ts'
import type { Augmentation } from '../../domain/training/augmentation.ts'

/** Rec. 601 luma, which torchvision's grey is made of too. */
const LUMA = [0.299, 0.587, 0.114] as const

/**
 * Brightness, contrast and saturation by a factor around 1 and hue by a turn around the grey axis, each drawn within
 * its range.
 *
 * @param rgb [pixels, 3]
 */
export function changeColours(
  rgb: Uint8Array,
  ranges: Augmentation['colour'],
  random: Random,
): Uint8Array {
  const around = (range: number) => (2 * random.next() - 1) * range
  const brightness = 1 + around(ranges.brightness)
  const contrast = 1 + around(ranges.contrast)
  const saturation = 1 + around(ranges.saturation)
  const turn = hueTurn(around(ranges.hue) * 2 * Math.PI)
  const mean = meanLuma(rgb) * brightness
  const changed = new Uint8Array(rgb.length)
  for (let at = 0; at < rgb.length; at += 3) {
    const lit = [0, 1, 2].map((i) => (rgb[at + i] ?? 0) * brightness)
    const [r = 0, g = 0, b = 0] = lit.map((level) => mean + (level - mean) * contrast)
    const grey = LUMA[0] * r + LUMA[1] * g + LUMA[2] * b
    const [red, green, blue] = [r, g, b].map((level) => grey + (level - grey) * saturation)
    turn.forEach(([fromRed, fromGreen, fromBlue], i) => {
      const level = fromRed * (red ?? 0) + fromGreen * (green ?? 0) + fromBlue * (blue ?? 0)
      changed[at + i] = Math.min(255, Math.max(0, Math.round(level)))
    })
  }
  return changed
}

/** Rotation of colours about the grey axis (Rodrigues' formula for the axis (1, 1, 1)). */
function hueTurn(angle: number): readonly (readonly [number, number, number])[] {
  const third = (1 - Math.cos(angle)) / 3
  const side = Math.sin(angle) / Math.sqrt(3)
  const own = Math.cos(angle) + third
  return [
    [own, third - side, third + side],
    [third + side, own, third - side],
    [third - side, third + side, own],
  ]
}

function meanLuma(rgb: Uint8Array): number {
  let sum = 0
  for (let at = 0; at < rgb.length; at++) sum += (rgb[at] ?? 0) * (LUMA[at % 3] ?? 0)
  return rgb.length === 0 ? 0 : (3 * sum) / rgb.length
}
