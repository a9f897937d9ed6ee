import { describe, expect, it } from 'vitest'
import { maskArea } from '../../domain/mask/area.ts'
import { decodeMask } from '../../domain/mask/decode.ts'
import { encodeMask } from '../../domain/mask/encode.ts'
import { maskBox } from '../../domain/mask/box.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { shrinkSample } from './shrinkSample.ts'

/** A picture of 5 x 4 whose right two columns are an object, dark on a ground of 200. */
function striped(): TrainingSample {
  const size = { width: 5, height: 4 }
  const bitmap = Uint8Array.from({ length: 20 }, (_, at) => (at % 5 >= 3 ? 1 : 0))
  const mask = encodeMask(bitmap, size)
  const rgb = Uint8Array.from({ length: 60 }, (_, at) =>
    bitmap[Math.floor(at / 3)] === 1 ? 10 : 200,
  )
  return { ...size, rgb, objects: [{ label: 2, box: maskBox(mask), mask, isCrowd: false }] }
}

describe('shrinkSample', () => {
  it('leaves a picture alone that is small enough', () => {
    const sample = striped()
    expect(shrinkSample(sample, 5)).toBe(sample)
  })

  it('makes blocks of pixels their mean, and masks what is in their middle', () => {
    const small = shrinkSample(striped(), 3)
    expect([small.width, small.height]).toEqual([3, 2])
    // Columns 0 and 1; 2 and 3; 4 alone.
    expect(Array.from(small.rgb.filter((_, at) => at % 3 === 0))).toEqual([
      200, 105, 10, 200, 105, 10,
    ])
    const [object] = small.objects
    expect(object?.label).toBe(2)
    expect(object === undefined ? [] : [...decodeMask(object.mask)]).toEqual([0, 1, 1, 0, 1, 1])
    expect(object?.box).toEqual({ x: 1, y: 0, width: 2, height: 2 })
  })

  it('drops an object of which nothing is left', () => {
    const sample = striped()
    const mask = encodeMask(Uint8Array.of(1, ...new Array<number>(19).fill(0)), {
      width: 5,
      height: 4,
    })
    expect(maskArea(mask)).toBe(1)
    const dot = { label: 1, box: maskBox(mask), mask, isCrowd: false }
    expect(shrinkSample({ ...sample, objects: [dot] }, 2).objects).toEqual([])
  })
})
