import protobuf from 'protobufjs'
import { describe, expect, it } from 'vitest'
import { floatValues, readOnnx } from './readOnnx.ts'

// The field numbers of onnx.proto, written here a second time so that a slip in the reader shows.
const { root } = protobuf.parse(`
  syntax = "proto3";
  message T { repeated int64 dims = 1; int32 type = 2; repeated float floats = 4; repeated int64 longs = 7; string name = 8; bytes raw = 9; }
  message A { string name = 1; int64 i = 3; T t = 5; repeated int64 ints = 8; int32 type = 20; }
  message N { repeated string input = 1; repeated string output = 2; string name = 3; string op = 4; repeated A attribute = 5; }
  message G { repeated N node = 1; repeated T initializer = 5; }
  message M { int64 ir = 1; G graph = 7; }
`)
const modelType = root.lookupType('M')
const encode = (graph: object): Uint8Array =>
  modelType.encode(modelType.fromObject({ ir: 8, graph })).finish()

const file = encode({
  node: [
    {
      op: 'Constant',
      output: ['c'],
      attribute: [{ name: 'value', type: 4, t: { dims: [], type: 1, floats: [0.5] } }],
    },
    {
      op: 'Conv',
      name: '/stem/Conv',
      input: ['x', 'w'],
      output: ['y'],
      attribute: [
        { name: 'group', type: 2, i: 4 },
        { name: 'strides', type: 7, ints: [2, 2] },
      ],
    },
  ],
  initializer: [
    { name: 'w', dims: [1, 2], type: 1, raw: new Uint8Array(Float32Array.of(1.5, -2).buffer) },
    { name: 'shape', dims: [1], type: 7, longs: [3] },
  ],
})

describe('readOnnx', () => {
  it('reads nodes with their integer attributes', () => {
    expect(readOnnx(file).nodes).toEqual([
      {
        name: '/stem/Conv',
        op: 'Conv',
        inputs: ['x', 'w'],
        outputs: ['y'],
        integers: new Map([['group', 4]]),
      },
    ])
  })

  it('reads float parameters stored as raw bytes and as numbers', () => {
    const { initialisers, constants } = readOnnx(file)
    expect(initialisers.get('w')?.values).toEqual(Float32Array.of(1.5, -2))
    expect(initialisers.get('w')?.shape).toEqual([1, 2])
    expect(constants.get('c')?.values).toEqual(Float32Array.of(0.5))
  })

  it('keeps the shape of other element types but refuses their values', () => {
    const shape = readOnnx(file).initialisers.get('shape')
    expect(shape).toEqual({ name: 'shape', shape: [1], values: null })
    expect(() => floatValues(shape ?? expect.fail())).toThrow('does not hold float32 values')
  })

  it('refuses a parameter whose values do not fill its shape', () => {
    const broken = encode({ initializer: [{ name: 'w', dims: [3], type: 1, floats: [1] }] })
    expect(() => readOnnx(broken)).toThrow('w has 1 values for the shape [3].')
  })

  it('refuses a file without a graph', () => {
    expect(() => readOnnx(new Uint8Array())).toThrow('The file holds no ONNX graph.')
  })
})
