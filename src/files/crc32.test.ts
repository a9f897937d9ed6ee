import { crc32 as crc32OfNode } from 'node:zlib'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { crc32 } from './crc32.ts'

it('gives the check value of the standard', () => {
  expect(crc32(Uint8Array.from('123456789', (digit) => digit.charCodeAt(0)))).toBe(0xcbf43926)
})

it('gives what zlib gives, in one part or two', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 50 }), fc.uint8Array(), (head, tail) => {
      const whole = Uint8Array.of(...head, ...tail)
      expect(crc32(whole)).toBe(crc32OfNode(whole))
      expect(crc32(tail, crc32(head))).toBe(crc32OfNode(whole))
    }),
  )
})
