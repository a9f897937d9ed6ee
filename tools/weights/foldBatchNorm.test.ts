import { describe, expect, it } from 'vitest'
import { foldBatchNorm } from './foldBatchNorm.ts'

const affine = (scale: number[], shift: number[]) => ({
  scale: Float64Array.from(scale),
  shift: Float64Array.from(shift),
})

describe('foldBatchNorm', () => {
  it('scales the output channels of a convolution and gathers the shifts', () => {
    const kernel = { shape: [1, 1, 2, 2], data: Float32Array.of(1, 2, 3, 4) }
    const steps = [affine([2, 10], [1, 1]), affine([1, 1], [0.5, -2])]
    expect(foldBatchNorm({ kernel, channelAxis: 3, steps })).toEqual({
      weight: { shape: [1, 1, 2, 2], data: Float32Array.of(2, 20, 6, 40) },
      bias: { shape: [2], data: Float32Array.of(1.5, -1) },
    })
  })

  it('scales the channels of a depthwise kernel, which are its third axis', () => {
    const kernel = { shape: [2, 1, 2, 1], data: Float32Array.of(1, 2, 3, 4) }
    const steps = [affine([2, 3], [0, 0]), affine([5, 7], [1, 2])]
    expect(foldBatchNorm({ kernel, channelAxis: 2, steps })).toEqual({
      weight: { shape: [2, 1, 2, 1], data: Float32Array.of(10, 42, 30, 84) },
      bias: { shape: [2], data: Float32Array.of(1, 2) },
    })
  })

  it('gives a zero bias to a convolution that nothing follows', () => {
    const kernel = { shape: [1, 1, 1, 2], data: Float32Array.of(1, 2) }
    expect(foldBatchNorm({ kernel, channelAxis: 3, steps: [] }).bias.data).toEqual(
      new Float32Array(2),
    )
  })

  it('refuses a scale for another number of channels', () => {
    const kernel = { shape: [1, 1, 1, 2], data: Float32Array.of(1, 2) }
    const steps = [affine([1], [0])]
    expect(() => foldBatchNorm({ kernel, channelAxis: 3, steps })).toThrow('A scale of 1')
  })
})
