import { describe, expect, it } from 'vitest'
import { readTfjsGraph, shardNames } from './readTfjsGraph.ts'

const modelJson = JSON.stringify({
  modelTopology: {
    node: [
      { name: 'a', op: 'Const', attr: { dtype: { type: 1 } } },
      { name: 'norm', op: 'FusedBatchNorm', input: ['x', 'a'], attr: { epsilon: { f: 0.001 } } },
    ],
  },
  weightsManifest: [
    {
      paths: ['one', 'two'],
      weights: [
        { name: 'a', shape: [2], dtype: 'float32' },
        { name: 'n', shape: [], dtype: 'int32' },
        { name: 'b', shape: [1, 1], dtype: 'float32' },
      ],
    },
  ],
})
const bytes = new Uint8Array(Float32Array.of(1.5, 2.5, 0, -4).buffer)

describe('readTfjsGraph', () => {
  it('reads weights that straddle shards, past those of other types', () => {
    const { weights } = readTfjsGraph(modelJson, [bytes.subarray(0, 6), bytes.subarray(6)])
    expect(weights).toEqual(
      new Map([
        ['a', { shape: [2], data: Float32Array.of(1.5, 2.5) }],
        ['b', { shape: [1, 1], data: Float32Array.of(-4) }],
      ]),
    )
  })

  it('reads nodes with their inputs and floating-point attributes', () => {
    const [constant, norm] = readTfjsGraph(modelJson, [bytes]).nodes
    expect(constant).toEqual({ name: 'a', op: 'Const', inputs: [], floats: new Map() })
    expect(norm?.inputs).toEqual(['x', 'a'])
    expect(norm?.floats).toEqual(new Map([['epsilon', 0.001]]))
  })

  it('names the shards in order', () => {
    expect(shardNames(modelJson)).toEqual(['one', 'two'])
  })

  it('refuses weights that are too short or too long', () => {
    expect(() => readTfjsGraph(modelJson, [bytes.subarray(0, 12)])).toThrow('end inside b')
    expect(() => readTfjsGraph(modelJson, [bytes, bytes.subarray(0, 4)])).toThrow('4 bytes')
  })

  it('refuses quantised weights and other JSON', () => {
    expect(() => readTfjsGraph(modelJson.replace('int32', 'uint8'), [bytes])).toThrow('as uint8')
    expect(() => readTfjsGraph('{}', [])).toThrow('not the model.json')
  })
})
