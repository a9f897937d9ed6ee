import { describe, expect, it } from 'vitest'
import { encodeSafetensors } from './encodeSafetensors.ts'
import type { NamedTensor } from './tensor.ts'

const bias: NamedTensor = {
  name: 'a.bias',
  dtype: 'float32',
  shape: [2],
  data: Float32Array.of(0.5, -1),
}
const weight: NamedTensor = {
  name: 'a.weight',
  dtype: 'float16',
  shape: [1, 3],
  data: Float32Array.of(1, 2, -4),
}

function parts(file: Uint8Array): { header: unknown; values: DataView; start: number } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const start = 8 + Number(view.getBigUint64(0, true))
  return {
    header: JSON.parse(new TextDecoder().decode(file.subarray(8, start))),
    values: new DataView(file.buffer, file.byteOffset + start, file.byteLength - start),
    start,
  }
}

describe('encodeSafetensors', () => {
  it('writes header and values as the format says, float32 first', () => {
    const { header, values, start } = parts(encodeSafetensors([weight, bias], { layout: 'nhwc' }))
    expect(header).toEqual({
      __metadata__: { layout: 'nhwc' },
      'a.bias': { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
      'a.weight': { dtype: 'F16', shape: [1, 3], data_offsets: [8, 14] },
    })
    expect(start % 8).toBe(0)
    expect([values.getFloat32(0, true), values.getFloat32(4, true)]).toEqual([0.5, -1])
    expect([8, 10, 12].map((offset) => values.getUint16(offset, true))).toEqual([
      0x3c00, 0x4000, 0xc400,
    ])
    expect(values.byteLength).toBe(14)
  })

  it('gives the same bytes whatever order the tensors come in', () => {
    expect(encodeSafetensors([weight, bias], {})).toEqual(encodeSafetensors([bias, weight], {}))
  })

  it('refuses two tensors of one name', () => {
    expect(() => encodeSafetensors([bias, bias], {})).toThrow('Two tensors are named a.bias.')
  })

  it.each([NaN, Infinity, 70000])('refuses %d in half precision', (value) => {
    const broken = { ...weight, data: Float32Array.of(0, value, 0) }
    expect(() => encodeSafetensors([broken], {})).toThrow('which float16 cannot carry')
  })

  it('refuses values that do not fill the shape', () => {
    expect(() => encodeSafetensors([{ ...bias, shape: [3] }], {})).toThrow('2 values')
  })
})
