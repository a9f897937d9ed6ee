import { expect, it } from 'vitest'
import { drawnInstance } from './drawnInstance.ts'
import { maskArea } from './mask/area.ts'
import { polygonToMask } from './mask/polygon.ts'
import { subtractMask } from './mask/subtract.ts'
import { objectCorners, reshapedMask } from './objectCorners.ts'

const size = { width: 40, height: 30 }
const square = [5, 5, 25, 5, 25, 25, 5, 25]
const hole = [10, 10, 20, 10, 20, 20, 10, 20]
const full = polygonToMask(square, size)

it('gives the corners an object was drawn with, else the few that make its outline', () => {
  const drawn = drawnInstance({ id: 'a', label: 'x', mask: full, polygons: [square] })
  expect(objectCorners(drawn)).toEqual([square])
  const traced = objectCorners(drawnInstance({ id: 'a', label: 'x', mask: full }))
  expect(traced).toHaveLength(1)
  expect(traced[0]).toHaveLength(8)
  expect(reshapedMask(traced, { wereDrawn: false, size }).mask).toEqual(full)
})

it('keeps a hole a hole when the outer ring moves, and says that this is no sum of polygons', () => {
  const ring = drawnInstance({
    id: 'a',
    label: 'x',
    mask: subtractMask(full, polygonToMask(hole, size)),
  })
  const corners = objectCorners(ring)
  expect(corners).toHaveLength(2)
  const wider = corners.map((polygon) => polygon.map((value) => (value === 25 ? 27 : value)))
  const { mask, polygons } = reshapedMask(wider, { wereDrawn: false, size })
  expect(maskArea(mask)).toBe(22 * 22 - 100)
  expect(polygons).toBeNull()
})

it('adds drawn polygons up where they overlap', () => {
  const { mask, polygons } = reshapedMask([square, hole], { wereDrawn: true, size })
  expect(mask).toEqual(full)
  expect(polygons).toEqual([square, hole])
})
