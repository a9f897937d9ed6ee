import fc from 'fast-check'
import { expect, it } from 'vitest'
import { dropOrientation } from './dropOrientation.ts'

/** A JPEG's beginning with one EXIF entry before the orientation. */
function jpeg(orientation: number, isLittle: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(64)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0xffd8)
  view.setUint32(2, 0xffe00004)
  view.setUint16(8, 0xffe1)
  view.setUint16(10, 50)
  view.setUint32(12, 0x45786966)
  view.setUint16(18, isLittle ? 0x4949 : 0x4d4d)
  view.setUint16(20, 42, isLittle)
  view.setUint32(22, 8, isLittle)
  view.setUint16(26, 2, isLittle)
  view.setUint16(28, 0x010f, isLittle)
  view.setUint16(40, 0x0112, isLittle)
  view.setUint16(42, 3, isLittle)
  view.setUint32(44, 1, isLittle)
  view.setUint16(48, orientation, isLittle)
  view.setUint32(60, 0xffda0000)
  return bytes
}

it('sets the orientation to upright and leaves every other byte', () => {
  for (const isLittle of [true, false]) {
    expect(dropOrientation(jpeg(6, isLittle))).toEqual(jpeg(1, isLittle))
    expect(dropOrientation(jpeg(1, isLittle))).toBeNull()
  }
})

it('leaves what is no JPEG with an orientation alone, however it is damaged', () => {
  expect(dropOrientation(new Uint8Array([0x89, 0x50, 0x4e, 0x47]))).toBeNull()
  const whole = jpeg(6, true)
  fc.assert(
    fc.property(fc.nat(63), fc.nat(255), fc.integer({ min: 0, max: 64 }), (at, value, length) => {
      const bytes = whole.slice(0, length)
      if (at < bytes.length) bytes[at] = value
      const dropped = dropOrientation(bytes)
      expect(dropped === null || dropped.length === bytes.length).toBe(true)
    }),
  )
})
