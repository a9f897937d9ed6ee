import { describe, expect, it } from 'vitest'
import { reshapeTensor, transposeTensor } from './tensor.ts'

describe('transposeTensor', () => {
  it('turns a matrix over', () => {
    const matrix = { shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }
    expect(transposeTensor(matrix, [1, 0])).toEqual({
      shape: [3, 2],
      data: Float32Array.of(1, 4, 2, 5, 3, 6),
    })
  })

  it('takes a convolution kernel from [out, in, height, width] to [height, width, in, out]', () => {
    const [out, input, height, width] = [2, 3, 2, 4]
    const data = Float32Array.from({ length: out * input * height * width }, (_, i) => i)
    const kernel = transposeTensor({ shape: [out, input, height, width], data }, [2, 3, 1, 0])
    expect(kernel.shape).toEqual([height, width, input, out])
    const at = (y: number, x: number, i: number, o: number): number | undefined =>
      kernel.data[((y * width + x) * input + i) * out + o]
    expect(at(1, 2, 0, 1)).toBe(((1 * input + 0) * height + 1) * width + 2)
    expect(at(0, 3, 2, 0)).toBe(((0 * input + 2) * height + 0) * width + 3)
  })

  it('is undone by the inverse order', () => {
    const data = Float32Array.from({ length: 120 }, (_, i) => i)
    const there = transposeTensor({ shape: [2, 3, 4, 5], data }, [2, 0, 3, 1])
    expect(transposeTensor(there, [1, 3, 0, 2])).toEqual({ shape: [2, 3, 4, 5], data })
  })

  it('refuses an order that names an axis twice', () => {
    expect(() => transposeTensor({ shape: [1, 1], data: new Float32Array(1) }, [0, 0])).toThrow(
      'no order of the axes',
    )
  })
})

describe('reshapeTensor', () => {
  it('refuses a shape that the values do not fill', () => {
    expect(() => reshapeTensor({ shape: [4], data: new Float32Array(4) }, [3])).toThrow('[3]')
  })
})
