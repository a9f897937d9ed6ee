import { expect, it } from 'vitest'
import { measurementsCsv, type Measurement } from './measurement.ts'

const ROW: Measurement = {
  id: 'a',
  label: 'nucleus',
  score: 0.98765,
  area: 120,
  perimeter: 38.142135,
  centre: { x: 10.5, y: 20.25 },
  box: { x: 5, y: 14, width: 12, height: 13 },
  majorAxis: 13.2,
  minorAxis: 11.7,
  eccentricity: 0.4567,
  orientation: -12.345,
  circularity: 1,
  intensity: { mean: 101.5, min: 40, max: 222 },
}

it('writes one row an object under names with units, and lets no class name break or run a cell', () => {
  const csv = measurementsCsv([ROW, { ...ROW, label: '=cmd, "x"', score: null }])
  const [names, first, second, end] = csv.split('\r\n')
  expect(names?.split(',')).toHaveLength(19)
  expect(names).toMatch(/^object,class,score,area_px,perimeter_px,/)
  expect(first).toBe(
    '1,nucleus,0.9877,120,38.142,10.5,20.25,5,14,12,13,13.2,11.7,0.4567,-12.35,1,101.5,40,222',
  )
  expect(second).toMatch(/^2,"'=cmd, ""x""",,120,/)
  expect(end).toBe('')
})
