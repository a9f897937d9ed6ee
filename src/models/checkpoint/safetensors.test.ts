import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeSafetensors } from '../../../tools/weights/encodeSafetensors.ts'
import { CheckpointError, parseSafetensors } from './safetensors.ts'

/** A file of this header, with so many bytes of zeros after it. */
function fileOf(header: unknown, valueBytes: number): Uint8Array<ArrayBuffer> {
  const json = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  )
  const file = new Uint8Array(8 + json.length + valueBytes)
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true)
  file.set(json, 8)
  return file
}

const tensor = (shape: unknown, begin: number, end: number, dtype: unknown = 'F32'): object => ({
  dtype,
  shape,
  data_offsets: [begin, end],
})

describe('parseSafetensors', () => {
  it('reads what the set-up writes, half precision widened', () => {
    const data = Float32Array.from([1.5, -2, 0.25, 65504, 2 ** -24, -0])
    const file = encodeSafetensors(
      [
        { name: 'half', dtype: 'float16', shape: [2, 3], data },
        { name: 'full', dtype: 'float32', shape: [6], data },
      ],
      { layout: 'nhwc' },
    )
    const tensors = parseSafetensors(new Uint8Array(file))
    expect([...tensors.keys()].sort()).toEqual(['full', 'half'])
    expect(tensors.get('half')).toEqual({ dtype: 'F16', shape: [2, 3], data })
    expect(tensors.get('full')).toEqual({ dtype: 'F32', shape: [6], data })
  })

  it('reads other types, at offsets where no typed array could begin', () => {
    const header = {
      bytes: tensor([3], 0, 3, 'U8'),
      wide: tensor([2], 3, 19, 'I64'),
      brain: tensor([1], 19, 21, 'BF16'),
    }
    const file = fileOf(header, 21)
    file.set([0x80, 0x3f], file.length - 2)
    file[file.length - 21 + 3] = 7
    const tensors = parseSafetensors(file)
    expect(tensors.get('wide')?.data).toEqual(BigInt64Array.from([7n, 0n]))
    expect(tensors.get('brain')?.data).toEqual(Float32Array.from([1]))
  })

  it('reads scalars and empty tensors', () => {
    const tensors = parseSafetensors(
      fileOf({ none: tensor([0, 4], 0, 0), one: tensor([], 0, 4) }, 4),
    )
    expect(tensors.get('none')?.data).toHaveLength(0)
    expect(tensors.get('one')?.data).toHaveLength(1)
  })

  const refused: readonly (readonly [what: string, file: Uint8Array<ArrayBuffer>, says: string])[] =
    [
      ['an empty file', new Uint8Array(0), 'has 0 bytes'],
      ['a header longer than the file', fileOf({}, 0).subarray(0, 9), 'cut short'],
      [
        'a header of 2^63 bytes',
        Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 128, 123, 125]),
        'cut short',
      ],
      ['a header that is no JSON', fileOf('{"a":', 0), 'not a JSON object'],
      ['a header that is a list', fileOf([], 0), 'not a JSON object'],
      ['a tensor that is a number', fileOf({ a: 3 }, 0), 'not described by a JSON object'],
      ['an unknown type', fileOf({ a: tensor([1], 0, 4, 'F4') }, 4), 'element type F4'],
      [
        'a type that objects have by nature',
        fileOf({ a: tensor([1], 0, 4, 'toString') }, 4),
        'toString',
      ],
      ['a negative size', fileOf({ a: tensor([-1], 0, 4) }, 4), 'whole numbers'],
      ['a shape that is text', fileOf({ a: tensor('4', 0, 4) }, 4), 'whole numbers'],
      [
        'bytes that do not fit the shape',
        fileOf({ a: tensor([2], 0, 4) }, 4),
        '[2] of F32 needs 8',
      ],
      [
        'a shape whose product is no number',
        fileOf({ a: tensor([2 ** 52, 2 ** 52], 0, 4) }, 4),
        'needs',
      ],
      ['offsets beyond the file', fileOf({ a: tensor([200], 0, 800) }, 4), 'cut short'],
      [
        'overlapping tensors',
        fileOf({ a: tensor([2], 0, 8), b: tensor([1], 4, 8) }, 8),
        'overlaps',
      ],
      ['a gap', fileOf({ a: tensor([1], 4, 8) }, 8), 'leaves a gap'],
      ['bytes of no tensor', fileOf({ a: tensor([1], 0, 4) }, 6), 'belong to no tensor'],
    ]
  it.each(refused)('refuses %s and says so', (_, file, says) => {
    expect(() => parseSafetensors(file)).toThrow(CheckpointError)
    expect(() => parseSafetensors(file)).toThrow(says)
  })

  it('either reads a damaged file or refuses it in words, whatever byte is wrong', () => {
    const good = fileOf({ a: tensor([2], 0, 8), b: tensor([1], 8, 12) }, 12)
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), (at, value) => {
        const bad = good.slice()
        bad[at] = value
        try {
          parseSafetensors(bad)
        } catch (error) {
          expect(error).toBeInstanceOf(CheckpointError)
        }
      }),
    )
  })

  it('does not take a tensor named __proto__ for the prototype', () => {
    const file = fileOf('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4)
    expect(parseSafetensors(file).get('__proto__')?.data).toHaveLength(1)
    expect(Object.hasOwn(Object.prototype, 'dtype')).toBe(false)
  })
})

const FIXTURES = process.env['LIMN_CHECKPOINT_FIXTURES'] ?? ''

// A folder of checkpoints that PyTorch wrote, and of broken ones; named by the environment where there is one.
describe.skipIf(!existsSync(FIXTURES))('files of other programs', () => {
  const read = (name: string): Uint8Array<ArrayBuffer> =>
    new Uint8Array(readFileSync(`${FIXTURES}/${name}`))

  it('reads full and half precision alike', () => {
    const full = parseSafetensors(read('micro.safetensors'))
    const half = parseSafetensors(read('micro-float16.safetensors'))
    expect(half.size).toBeGreaterThan(10)
    for (const [name, { shape, data }] of half) {
      expect(full.get(name)?.shape).toEqual(shape)
      const values = full.get(name)?.data ?? []
      data.forEach((value, i) => {
        const exact = Number(values[i])
        expect(Math.abs(Number(value) - exact)).toBeLessThanOrEqual(Math.abs(exact) / 1024 + 1e-7)
      })
    }
  })

  it('refuses an offset beyond the end', () => {
    expect(() => parseSafetensors(read('bad-offset-range.safetensors'))).toThrow(CheckpointError)
  })
})
