import { expect, it } from 'vitest'
import { maskArea } from './mask/area.ts'
import { maskBox } from './mask/box.ts'
import { polygonsToMask } from './mask/polygon.ts'
import { boxMask, objectMask } from './objectMask.ts'

const size = { width: 10, height: 8 }

it('fills a box to the pixels whose centres it holds, and no further than the picture', () => {
  const whole = boxMask({ x: 2, y: 1, width: 3, height: 4 }, size)
  expect(maskBox(whole)).toEqual({ x: 2, y: 1, width: 3, height: 4 })
  expect(maskArea(whole)).toBe(12)
  expect(maskBox(boxMask({ x: 1.6, y: 0.4, width: 2, height: 1 }, size))).toEqual({
    x: 2,
    y: 0,
    width: 2,
    height: 1,
  })
  expect(maskArea(boxMask({ x: -5, y: -5, width: 100, height: 100 }, size))).toBe(80)
  expect(maskArea(boxMask({ x: 20, y: 3, width: 5, height: 5 }, size))).toBe(0)
})

it('fills polygons as pycocotools does, and boxes where no mask was drawn', () => {
  const box = { x: 1, y: 1, width: 4, height: 3 }
  const polygons = [[1, 1, 5, 1, 5, 4, 1, 4]]
  expect(objectMask({ box, shape: { kind: 'polygons', polygons } }, size)).toEqual(
    polygonsToMask(polygons, size),
  )
  expect(objectMask({ box, shape: { kind: 'box' } }, size)).toEqual(boxMask(box, size))
})
