import { describe, expect, it } from 'vitest'
import { normalisePixels, SamFrame } from './samFrame.ts'

describe('SamFrame', () => {
  it('scales the longer side to 1024 and rounds the shorter', () => {
    expect(new SamFrame({ width: 4000, height: 3000 }).networkSize).toEqual({
      width: 1024,
      height: 768,
    })
    expect(new SamFrame({ width: 333, height: 1000 }).networkSize).toEqual({
      width: 341,
      height: 1024,
    })
    expect(new SamFrame({ width: 5000, height: 1 }).networkSize).toEqual({ width: 1024, height: 1 })
  })

  it('brings a box there and back', () => {
    const frame = new SamFrame({ width: 640, height: 427 })
    const box = { x: 12, y: 30, width: 200, height: 101 }
    const back = frame.toImageBox(frame.toNetworkBox(box))
    expect(back.x).toBeCloseTo(box.x, 10)
    expect(back.y).toBeCloseTo(box.y, 10)
    expect(back.width).toBeCloseTo(box.width, 10)
    expect(back.height).toBeCloseTo(box.height, 10)
  })

  it('keeps what a point says besides its place', () => {
    const frame = new SamFrame({ width: 512, height: 512 })
    expect(frame.toNetworkPoint({ x: 10, y: 20, positive: true })).toEqual({
      x: 20,
      y: 40,
      positive: true,
    })
  })

  it('says where in the logits the picture ends', () => {
    expect(new SamFrame({ width: 2048, height: 1024 }).logitsSize).toEqual({
      width: 256,
      height: 128,
    })
  })
})

describe('normalisePixels', () => {
  it('gives each channel its mean and deviation and leaves zeros beyond the picture', () => {
    const data = new Uint8Array(1024 * 4).fill(0)
    data.set([255, 116, 0, 77], 4)
    const input = normalisePixels({ width: 1024, height: 1, data })
    expect(input).toHaveLength(1024 * 1024 * 3)
    expect(input[3]).toBeCloseTo((255 - 123.675) / 58.395, 5)
    expect(input[4]).toBeCloseTo((116 - 116.28) / 57.12, 5)
    expect(input[5]).toBeCloseTo(-103.53 / 57.375, 5)
    expect(input[1024 * 3]).toBe(0)
  })

  it('refuses a picture that is not scaled', () => {
    const picture = { width: 10, height: 10, data: new Uint8Array(300) }
    expect(() => normalisePixels(picture)).toThrow('longer side is 1024 pixels, not one of 10 x 10')
  })

  it('refuses data that do not fill the picture', () => {
    const picture = { width: 1024, height: 2, data: new Uint8Array(1024) }
    expect(() => normalisePixels(picture)).toThrow('3 or 4 bytes a pixel')
  })
})
