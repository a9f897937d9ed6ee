import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromTorch, torchShape, toTorch, type ParameterLayout } from './parameterLayout.ts'

/** Values that name their place: 0, 1, 2, … */
function count(shape: readonly number[]): number[] {
  return Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i)
}

describe('parameter layouts', () => {
  it('turn a PyTorch convolution of [out, in, height, width] into [height, width, in, out]', () => {
    const shape = [1, 2, 3, 2]
    expect(torchShape(shape, 'convolution')).toEqual([2, 3, 1, 2])
    // Torch's element (out 0, in 1, y 0, x 1) is 3; ours lies at (y 0, x 1, in 1, out 0).
    const ours = fromTorch(count(shape), shape, 'convolution')
    expect(Array.from(ours)).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11])
  })

  it('turn a transposed convolution of [in, out, height, width] into [height, width, out, in]', () => {
    const shape = [1, 2, 3, 2] // two inputs, three outputs
    expect(torchShape(shape, 'transposed-convolution')).toEqual([2, 3, 1, 2])
    const ours = fromTorch(count(shape), shape, 'transposed-convolution')
    expect(Array.from(ours)).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11])
  })

  it('turn a matrix over, and undo the channels-first flattening before it', () => {
    expect(Array.from(fromTorch([0, 1, 2, 3, 4, 5], [3, 2], 'matrix'))).toEqual([0, 3, 1, 4, 2, 5])
    // A map of 1 x 2 places and 2 channels: torch flattens to (c0 p0, c0 p1, c1 p0, c1 p1).
    const layout = { flattened: [1, 2, 2] } as const
    expect(torchShape([4, 1], layout)).toEqual([1, 4])
    expect(Array.from(fromTorch([10, 11, 20, 21], [4, 1], layout))).toEqual([10, 20, 11, 21])
  })

  it('lead back to where they came from, whatever the sizes', () => {
    const size = fc.integer({ min: 1, max: 4 })
    const cases = fc.oneof(
      fc.tuple(size, size, size, size).map((shape) => ({ shape, layout: 'convolution' as const })),
      fc
        .tuple(size, size, size, size)
        .map((shape) => ({ shape, layout: 'transposed-convolution' as const })),
      fc.tuple(size, size).map((shape) => ({ shape, layout: 'matrix' as const })),
      fc.tuple(size, size, size, size).map(([height, width, channels, outputs]) => ({
        shape: [height * width * channels, outputs],
        layout: { flattened: [height, width, channels] } as const,
      })),
    )
    fc.assert(
      fc.property(cases, ({ shape, layout }: { shape: number[]; layout: ParameterLayout }) => {
        const values = count(shape)
        const ours = fromTorch(values, shape, layout)
        expect(Array.from(toTorch(ours, shape, layout))).toEqual(values)
        expect([...ours].sort((a, b) => a - b)).toEqual(values)
      }),
      { seed: 4 },
    )
  })
})
