import { describe, expect, it } from 'vitest'
import { nameSsdTensors } from './nameSsdTensors.ts'
import { HAS_ORIGINALS, readOriginalSsd } from './originals.ts'
import type { TfjsGraph, TfjsNode } from './readTfjsGraph.ts'
import type { NamedTensor } from './tensor.ts'

const NET = 'FeatureExtractor/MobilenetV2'

function node(
  op: string,
  name: string,
  inputs: string[],
  floats: [string, number][] = [],
): TfjsNode {
  return { name, op, inputs, floats: new Map(floats) }
}

function graph(nodes: TfjsNode[], weights: Record<string, [number[], number[]]>): TfjsGraph {
  const all = {
    'Postprocessor/ExpandDims': [
      [1, 1, 4],
      [0, 0, 1, 1],
    ],
    ...weights,
  } as const
  return {
    nodes,
    weights: new Map(
      Object.entries(all).map(([name, [shape, data]]) => {
        return [name, { shape, data: Float32Array.from(data) }]
      }),
    ),
  }
}

const valuesOf = (tensors: readonly NamedTensor[], name: string): number[] | undefined => {
  const tensor = tensors.find((entry) => entry.name === name)
  return tensor && [...tensor.data]
}

describe('nameSsdTensors', () => {
  it('folds the scale and shift after a depthwise convolution', () => {
    const block = `${NET}/expanded_conv_3/depthwise`
    const nodes = [
      node('DepthwiseConv2dNative', 'conv', ['x', `${block}/depthwise_weights`]),
      node('Mul', 'scaled', ['conv', 'scale']),
      node('Add', 'shifted', ['scaled', 'shift']),
      node('Relu6', 'out', ['shifted']),
    ]
    const tensors = nameSsdTensors(
      graph(nodes, {
        [`${block}/depthwise_weights`]: [
          [1, 1, 2, 1],
          [3, 5],
        ],
        scale: [[2], [10, 100]],
        shift: [[2], [1, 2]],
      }),
    )
    expect(valuesOf(tensors, 'backbone.expanded_conv_3.depthwise.weight')).toEqual([30, 500])
    expect(valuesOf(tensors, 'backbone.expanded_conv_3.depthwise.bias')).toEqual([1, 2])
  })

  it('finds a shift that was moved behind the sum with the shortcut', () => {
    const block = `${NET}/expanded_conv_2/project`
    const nodes = [
      node('Conv2D', 'conv', ['x', `${block}/Conv2D/merged_input`]),
      node('AddN', 'sum', ['conv', 'shortcut']),
      node('Add', 'out', ['shift', 'sum']),
    ]
    const tensors = nameSsdTensors(
      graph(nodes, { [`${block}/Conv2D/merged_input`]: [[1, 1, 1, 1], [3]], shift: [[1], [7]] }),
    )
    expect(valuesOf(tensors, 'backbone.expanded_conv_2.project.weight')).toEqual([3])
    expect(valuesOf(tensors, 'backbone.expanded_conv_2.project.bias')).toEqual([7])
  })

  it('does not pull a scale from behind such a sum, where it belongs to the shortcut too', () => {
    const block = `${NET}/expanded_conv_2/project`
    const nodes = [
      node('Conv2D', 'conv', ['x', `${block}/Conv2D/merged_input`]),
      node('AddN', 'sum', ['conv', 'shortcut']),
      node('Mul', 'out', ['sum', 'scale']),
    ]
    expect(() =>
      nameSsdTensors(
        graph(nodes, { [`${block}/Conv2D/merged_input`]: [[1, 1, 1, 1], [3]], scale: [[1], [7]] }),
      ),
    ).toThrow('No convolution uses scale.')
  })

  it('folds a whole batch norm', () => {
    const scope = 'BoxPredictor_2/ClassPredictor_depthwise'
    const norm = ['gamma', 'beta', 'mean', 'variance']
    const nodes = [
      node('DepthwiseConv2dNative', 'conv', ['x', `${scope}/depthwise_weights`]),
      node('FusedBatchNorm', 'out', ['conv', ...norm], [['epsilon', 0.5]]),
    ]
    const tensors = nameSsdTensors(
      graph(nodes, {
        [`${scope}/depthwise_weights`]: [[1, 1, 1, 1], [2]],
        gamma: [[1], [6]],
        beta: [[1], [1]],
        mean: [[1], [4]],
        variance: [[1], [3.5]],
      }),
    )
    // sqrt(3.5 + 0.5) = 2, so the scale is 6 / 2 = 3 and the shift 1 - 4 * 3.
    expect(valuesOf(tensors, 'predictor.2.class.depthwise.weight')).toEqual([6])
    expect(valuesOf(tensors, 'predictor.2.class.depthwise.bias')).toEqual([-11])
  })

  it('refuses a layer that the architecture does not have', () => {
    const nodes = [node('Conv2D', 'conv', ['x', 'Resnet/conv1/weights'])]
    expect(() =>
      nameSsdTensors(graph(nodes, { 'Resnet/conv1/weights': [[1, 1, 1, 1], [1]] })),
    ).toThrow('Resnet/conv1 is not one of SSDLite MobileNetV2')
  })
})

describe.skipIf(!HAS_ORIGINALS)('naming the published detector (needs npm run setup)', () => {
  const tensors = HAS_ORIGINALS ? nameSsdTensors(readOriginalSsd()) : []
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]))

  it('gives each of the 88 convolutions a weight and a bias of as many channels', () => {
    const weights = tensors.filter(({ name }) => name.endsWith('.weight'))
    expect(weights).toHaveLength(88)
    expect(tensors).toHaveLength(2 * 88 + 1)
    expect(byName.size).toBe(tensors.length)
    for (const { name, shape } of weights) {
      const channels = name.endsWith('depthwise.weight') ? shape[2] : shape[3]
      expect(byName.get(name.replace(/weight$/, 'bias'))?.shape).toEqual([channels])
    }
  })

  it('keeps the 1,917 anchors as corners in reading order', () => {
    const { shape, data, dtype } = byName.get('anchors') ?? expect.fail()
    expect([shape, dtype]).toEqual([[1917, 4], 'float32'])
    for (let i = 0; i < data.length; i += 4) {
      const [top = 0, left = 0, bottom = 0, right = 0] = data.subarray(i, i + 4)
      expect(top < bottom && left < right).toBe(true)
    }
  })

  it.each([
    ['backbone.conv.weight', [3, 3, 3, 32]],
    ['backbone.expanded_conv_0.depthwise.weight', [3, 3, 32, 1]],
    ['backbone.expanded_conv_16.project.weight', [1, 1, 960, 320]],
    ['backbone.conv_1.weight', [1, 1, 320, 1280]],
    ['extra.3.expand.weight', [1, 1, 64, 128]],
    ['predictor.0.box.weight', [1, 1, 576, 12]],
    ['predictor.5.class.weight', [1, 1, 128, 546]],
  ])('writes %s as %j', (name, shape) => {
    expect(byName.get(name)?.shape).toEqual(shape)
  })
})
