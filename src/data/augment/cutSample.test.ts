import { describe, expect, it } from 'vitest'
import { decodeMask } from '../../domain/mask/decode.ts'
import { createRandom } from '../../domain/random.ts'
import { drawDataset, drawnSamples } from '../drawnDataset.ts'
import { cutSample } from './cutSample.ts'

const [sample] = drawnSamples(drawDataset({ seed: 3, count: 1, width: 60, height: 40 }))
if (sample === undefined) throw new Error('One picture was drawn.')

describe('cutSample', () => {
  it('leaves a picture that is small enough as it is, and draws nothing for it', () => {
    const random = createRandom(1)
    const before = random.state()
    expect(cutSample(sample, 60, random)).toBe(sample)
    expect(random.state()).toBe(before)
  })

  it('cuts pixels and masks at the same place, with an object in it', () => {
    for (let seed = 0; seed < 20; seed++) {
      const cut = cutSample(sample, 24, createRandom(seed))
      expect([cut.width, cut.height]).toEqual([24, 24])
      expect(cut.objects.length).toBeGreaterThan(0)
      const places = []
      for (let top = 0; top <= sample.height - 24; top++) {
        for (let left = 0; left <= sample.width - 24; left++) {
          if (sameRows(cut.rgb, left, top)) places.push({ left, top })
        }
      }
      expect(places).toHaveLength(1)
      const [{ left, top } = { left: 0, top: 0 }] = places
      for (const object of cut.objects) {
        const whole = sample.objects.find(({ mask }) => isPartOf(object.mask, mask, left, top))
        expect(whole?.label).toBe(object.label)
      }
    }
  })

  it('cuts only the side that is too long', () => {
    const cut = cutSample(sample, 50, createRandom(1))
    expect([cut.width, cut.height]).toEqual([50, 40])
  })
})

function sameRows(part: Uint8Array, left: number, top: number): boolean {
  if (sample === undefined) return false
  for (let y = 0; y < 24; y++) {
    const from = ((top + y) * sample.width + left) * 3
    for (let i = 0; i < 24 * 3; i++) {
      if (part[y * 24 * 3 + i] !== sample.rgb[from + i]) return false
    }
  }
  return true
}

function isPartOf(
  part: Parameters<typeof decodeMask>[0],
  whole: Parameters<typeof decodeMask>[0],
  left: number,
  top: number,
): boolean {
  const [small, large] = [decodeMask(part), decodeMask(whole)]
  const [height, width] = [40, 60]
  expect(large).toHaveLength(width * height)
  for (let y = 0; y < 24; y++) {
    for (let x = 0; x < 24; x++) {
      if (small[y * 24 + x] !== large[(top + y) * width + left + x]) return false
    }
  }
  return true
}
