import fc from 'fast-check'
import { expect, it } from 'vitest'
import { jsonFault } from './jsonFault.ts'

it.each([
  ['{"a": [1, 2}', 11],
  ['{"a" 1}', 5],
  ['[1, 2,]', 6],
  ['{"a": "x\ny"}', 6],
  ['[1', 2],
  ['nul', 0],
  ['{,}', 1],
  ['[1] 2', 4],
  ['', 0],
])('finds where %j stops being JSON', (text, at) => {
  expect(() => void JSON.parse(text)).toThrow()
  expect(jsonFault(text)).toBe(at)
})

it('finds no fault inside whole JSON', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(jsonFault(text)).toBe(text.length)
    }),
  )
})
