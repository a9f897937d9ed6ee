import { describe, expect, it } from 'vitest'
import { nameSamDecoderTensors, nameSamEncoderTensors } from './nameSamTensors.ts'
import { HAS_ORIGINALS, readOriginalOnnx } from './originals.ts'
import type { OnnxGraph, OnnxNode } from './readOnnx.ts'
import { elementCount, type NamedTensor } from './tensor.ts'

function node(name: string, inputs: string[], integers: Record<string, number> = {}): OnnxNode {
  const op = name.slice(name.lastIndexOf('/') + 1).replace(/_\d+$/, '')
  return { name, op, inputs, outputs: [`${name}_out`], integers: new Map(Object.entries(integers)) }
}

function graph(nodes: OnnxNode[], initialisers: Record<string, number[]>): OnnxGraph {
  const entries = Object.entries(initialisers).map(([name, shape]) => {
    const values = Float32Array.from({ length: elementCount(shape) }, (_, i) => i)
    return [name, { name, shape, values }] as const
  })
  return { nodes, initialisers: new Map(entries), constants: new Map() }
}

const outline = (tensors: readonly NamedTensor[]): string[] =>
  tensors.map(({ name, shape, dtype }) => `${name} [${shape.join()}] ${dtype}`)

describe('naming SAM parameters', () => {
  it('names an anonymous parameter after the module of the node that uses it', () => {
    const nodes = [
      node('/patch_embed/seq/seq.0/c/Conv', ['x', 'onnx::Conv_1', 'onnx::Conv_2'], { group: 1 }),
      node('/layers.0/conv2/c/Conv', ['y', 'onnx::Conv_3'], { group: 6 }),
      node('/layers.1/mlp/fc1/MatMul', ['z', 'onnx::MatMul_4']),
      node('/neck/neck.1/Mul', ['onnx::Mul_5', 'z']),
    ]
    const initialisers = {
      'onnx::Conv_1': [8, 3, 2, 5],
      'onnx::Conv_2': [8],
      'onnx::Conv_3': [6, 1, 3, 3],
      'onnx::MatMul_4': [6, 24],
      'onnx::Mul_5': [6, 1, 1],
    }
    expect(outline(nameSamEncoderTensors(graph(nodes, initialisers)))).toEqual([
      'image_encoder.patch_embed.seq.0.c.weight [2,5,3,8] float32',
      'image_encoder.patch_embed.seq.0.c.bias [8] float32',
      'image_encoder.layers.0.conv2.c.weight [3,3,6,1] float32',
      'image_encoder.layers.1.mlp.fc1.weight [6,24] float16',
      'image_encoder.neck.1.weight [6] float32',
    ])
  })

  it('turns linear and transposed-convolution weights to the layout of TensorFlow.js', () => {
    const nodes = [
      node('/iou_prediction_head/layers.0/Gemm', ['x', 'onnx::Gemm_1'], { transB: 1 }),
      node('/output_upscaling/output_upscaling.0/ConvTranspose', ['x', 'onnx::ConvTranspose_2']),
    ]
    const shapes = { 'onnx::Gemm_1': [4, 6], 'onnx::ConvTranspose_2': [8, 3, 2, 2] }
    expect(outline(nameSamDecoderTensors(graph(nodes, shapes)))).toEqual([
      'mask_decoder.iou_prediction_head.layers.0.weight [6,4] float16',
      'mask_decoder.output_upscaling.0.weight [2,2,3,8] float16',
    ])
  })

  it('refuses a parameter that nothing uses', () => {
    expect(() => nameSamEncoderTensors(graph([], { 'onnx::Conv_1': [1] }))).toThrow(
      'No node uses the parameter onnx::Conv_1.',
    )
  })

  it('refuses two parameters for one name', () => {
    const nodes = [
      node('/neck/neck.0/Conv', ['x', 'onnx::Conv_1']),
      node('/neck/neck.0/Conv_1', ['x', 'onnx::Conv_2']),
    ]
    const shapes = { 'onnx::Conv_1': [1, 1, 1, 1], 'onnx::Conv_2': [1, 1, 1, 1] }
    expect(() => nameSamEncoderTensors(graph(nodes, shapes))).toThrow(
      'would be named image_encoder.neck.0.weight',
    )
  })

  it('refuses a kept name that contradicts the graph', () => {
    const nodes = [node('/neck/neck.0/Conv', ['x', 'neck.2.weight'])]
    expect(() => nameSamEncoderTensors(graph(nodes, { 'neck.2.weight': [1, 1, 1, 1] }))).toThrow(
      'neck.2.weight is used by /neck/neck.0/Conv',
    )
  })
})

describe.skipIf(!HAS_ORIGINALS)('naming the published SAM parameters (needs npm run setup)', () => {
  const encoder = HAS_ORIGINALS ? readOriginalOnnx('encoder') : graph([], {})
  const decoder = HAS_ORIGINALS ? readOriginalOnnx('sam') : graph([], {})
  const encoderTensors = nameSamEncoderTensors(encoder)
  const decoderTensors = nameSamDecoderTensors(decoder)

  it('names every parameter once', () => {
    // 180 initialisers and 10 expanded position biases; 136 and one that holds two kinds of tokens.
    expect(encoderTensors).toHaveLength(190)
    expect(decoderTensors).toHaveLength(137)
    const names = [...encoderTensors, ...decoderTensors].map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => /onnx|model\.|::|\//.test(name))).toEqual([])
  })

  it('loses and invents no value: every parameter of the decoder is written', () => {
    const written = decoderTensors.reduce((sum, { data }) => sum + data.length, 0)
    const published = [...decoder.initialisers.values()]
    expect(written).toBe(published.reduce((sum, { shape }) => sum + elementCount(shape), 0))
  })

  it('leaves no large constant behind but the grid of the position encoding', () => {
    const large = [encoder, decoder].flatMap(({ constants }) =>
      [...constants.values()].filter(({ shape, values }) => values && elementCount(shape) > 8),
    )
    const left = large.filter(({ name }) => !/\/attn\/Constant_\d+_output_0$/.test(name))
    expect(left.map(({ name, shape }) => [name, shape])).toEqual([
      ['/pe_layer/Constant_output_0', [64, 64, 2]],
    ])
  })

  it.each([
    ['image_encoder.layers.1.blocks.1.attn.attention_biases', [4, 49]],
    ['image_encoder.layers.2.blocks.5.attn.attention_biases', [5, 196]],
    ['image_encoder.layers.3.blocks.1.attn.qkv.weight', [320, 960]],
    ['image_encoder.neck.2.weight', [3, 3, 256, 256]],
    ['prompt_encoder.no_mask_embed.weight', [1, 256]],
    ['prompt_encoder.pe_layer.positional_encoding_gaussian_matrix', [2, 128]],
    ['mask_decoder.iou_token.weight', [1, 256]],
    ['mask_decoder.mask_tokens.weight', [4, 256]],
    ['mask_decoder.transformer.layers.0.self_attn.q_proj.weight', [256, 256]],
    ['mask_decoder.output_upscaling.3.weight', [2, 2, 32, 64]],
    ['mask_decoder.output_hypernetworks_mlps.3.layers.2.weight', [256, 32]],
  ])('writes %s as %j', (name, shape) => {
    const tensor = [...encoderTensors, ...decoderTensors].find((entry) => entry.name === name)
    expect(tensor?.shape).toEqual(shape)
  })
})
