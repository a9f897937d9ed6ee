import { describe, expect, it } from 'vitest'
import { maskArea } from '../../domain/mask/area.ts'
import { decodeMask } from '../../domain/mask/decode.ts'
import { createRandom } from '../../domain/random.ts'
import { NO_AUGMENTATION, type Augmentation } from '../../domain/training/augmentation.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { drawDataset, drawnSamples } from '../drawnDataset.ts'
import { augmentSample } from './augmentSample.ts'

const [sample, another] = drawnSamples(
  drawDataset({ seed: 3, count: 2, width: 40, height: 30, maxObjects: 2 }),
)
if (sample === undefined || another === undefined) throw new Error('nothing was drawn')

function vary(change: Partial<Augmentation>, seed = 1, of: TrainingSample = sample as never) {
  return augmentSample(
    of,
    { ...NO_AUGMENTATION, ...change },
    {
      random: createRandom(seed),
      other: () => Promise.resolve(another as TrainingSample),
    },
  )
}

/** Mean colour under an object's mask. */
function colourUnder({ rgb, objects, width }: TrainingSample, index: number): number[] {
  const object = objects[index]
  if (object === undefined) throw new Error('no such object')
  const bitmap = decodeMask(object.mask)
  expect(object.mask.size.width).toBe(width)
  const sums = [0, 0, 0]
  bitmap.forEach((value, at) => {
    if (value === 1) sums.forEach((sum, c) => (sums[c] = sum + (rgb[3 * at + c] ?? 0)))
  })
  return sums.map((sum) => sum / maskArea(object.mask))
}

describe('augmentSample', () => {
  it('leaves the picture as it is when nothing is to happen', async () => {
    expect(await vary({})).toBe(sample)
  })

  it('mirrors pixels, masks and boxes together, and twice is as before', async () => {
    const once = await vary({ flip: { odds: 1 } })
    const [before, after] = [sample.objects[0], once.objects[0]]
    expect(after?.box.x).toBe(40 - (before?.box.x ?? 0) - (before?.box.width ?? 0))
    expect([...once.rgb.subarray(0, 3)]).toEqual([...sample.rgb.subarray(39 * 3, 40 * 3)])
    const twice = await vary({ flip: { odds: 1 } }, 1, once)
    expect(twice).toEqual(sample)
  })

  it('keeps masks on their objects when it turns, scales and cuts', async () => {
    const change: Partial<Augmentation> = {
      rotate: { odds: 1, degrees: 30 },
      scale: { odds: 1, from: 0.8, to: 1.25 },
      crop: { odds: 1, minShare: 0.8 },
      flipVertical: { odds: 0.5 },
    }
    for (const seed of [1, 2, 3, 4, 5]) {
      const varied = await vary(change, seed)
      varied.objects.forEach((object, i) => {
        const whole = sample.objects.findIndex(({ label }) => label === object.label)
        const [known, found] = [colourUnder(sample, whole), colourUnder(varied, i)]
        const isAlone = sample.objects.filter(({ label }) => label === object.label).length === 1
        // Interpolation mixes in some of the ground at the rim.
        if (isAlone)
          found.forEach((level, c) => expect(Math.abs(level - (known[c] ?? 0))).toBeLessThan(30))
        expect(object.box.x + object.box.width).toBeLessThanOrEqual(varied.width)
      })
    }
  })

  it('pastes objects of another picture over those below', async () => {
    const varied = await vary({ copyPaste: { odds: 1, maxObjects: 5 } })
    const covered = new Uint8Array(40 * 30)
    for (const { mask } of varied.objects) {
      decodeMask(mask).forEach((value, at) => {
        if (value === 1) covered[at] = (covered[at] ?? 0) + 1
      })
    }
    expect(Math.max(...covered)).toBe(1)
    const labels = another.objects.map(({ label }) => label)
    expect(labels).toContain(varied.objects.at(-1)?.label)
    expect(sample.rgb).not.toEqual(varied.rgb)
  })

  it('changes colours and sharpness without touching the masks', async () => {
    const varied = await vary({
      colour: { odds: 1, brightness: 0.3, contrast: 0.3, saturation: 0.3, hue: 0.1 },
      blur: { odds: 1, sigma: 2 },
    })
    expect(varied.objects).toBe(sample.objects)
    expect(varied.rgb).not.toEqual(sample.rgb)
  })

  it('varies the same way for the same seed and another way for another', async () => {
    const change = { rotate: { odds: 1, degrees: 90 } }
    expect(await vary(change, 7)).toEqual(await vary(change, 7))
    expect((await vary(change, 7)).rgb).not.toEqual((await vary(change, 8)).rgb)
  })
})
