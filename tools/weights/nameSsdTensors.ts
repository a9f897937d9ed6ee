import { foldBatchNorm, type ChannelAffine } from './foldBatchNorm.ts'
import type { TfjsGraph, TfjsNode } from './readTfjsGraph.ts'
import { reshapeTensor, type NamedTensor, type Tensor } from './tensor.ts'

const ANCHORS = 'Postprocessor/ExpandDims'
const CONVOLUTIONS = new Set(['Conv2D', 'DepthwiseConv2dNative'])

/**
 * Turns the published SSDLite MobileNetV2 graph into plain convolutions with a bias, under short names, and the
 * anchors. What the graph still holds of batch norm (a `Mul` and an `Add` after each backbone convolution, a
 * `FusedBatchNorm` in the predictors) is folded in float64.
 * Throws when a weight of the graph finds no place.
 */
export function nameSsdTensors(graph: TfjsGraph): NamedTensor[] {
  const consumers = Map.groupBy(
    graph.nodes.flatMap((node) => node.inputs.map((input) => ({ input, node }))),
    ({ input }) => input,
  )
  const used = new Set([ANCHORS])
  const weightOf = (name: string | undefined): Tensor | undefined => {
    const weight = name === undefined ? undefined : graph.weights.get(name)
    if (name !== undefined && weight !== undefined) used.add(name)
    return weight
  }
  const requireWeight = (name: string | undefined): Tensor => {
    const weight = weightOf(name)
    if (weight === undefined) throw new Error(`The graph has no weight ${name ?? ''}.`)
    return weight
  }

  const anchors = requireWeight(ANCHORS)
  const named: NamedTensor[] = [
    { name: 'anchors', dtype: 'float32', ...reshapeTensor(anchors, anchors.shape.slice(1)) },
  ]
  for (const node of graph.nodes.filter(({ op }) => CONVOLUTIONS.has(op))) {
    const kernelName = node.inputs[1]
    const kernel = requireWeight(kernelName)
    const isDepthwise = node.op === 'DepthwiseConv2dNative'
    const channelAxis = isDepthwise ? 2 : 3
    const steps = affineSteps(node, consumers, weightOf, requireWeight)
    const { weight, bias } = foldBatchNorm({ kernel, channelAxis, steps })
    const name = shortName(kernelName ?? '')
    named.push(
      // Depthwise kernels are 3% of the weights, and each sums only nine products: kept exact.
      { name: `${name}.weight`, dtype: isDepthwise ? 'float32' : 'float16', ...weight },
      { name: `${name}.bias`, dtype: 'float32', ...bias },
    )
  }
  for (const [name, { shape }] of graph.weights) {
    if (shape.length > 0 && !used.has(name)) throw new Error(`No convolution uses ${name}.`)
  }
  return named
}

/** The chain of per-channel scales and shifts that follows a convolution, in order. */
function affineSteps(
  convolution: TfjsNode,
  consumers: ReadonlyMap<string, readonly { readonly node: TfjsNode }[]>,
  weightOf: (name: string | undefined) => Tensor | undefined,
  requireWeight: (name: string | undefined) => Tensor,
): ChannelAffine[] {
  const steps: ChannelAffine[] = []
  let from = convolution.name
  for (;;) {
    const next = consumers.get(from) ?? []
    const node = next[0]?.node
    if (node === undefined || next.length !== 1) return steps
    const step = affineStep(node, weightOf, requireWeight)
    if (step === undefined) return steps
    steps.push(step)
    from = node.name
  }
}

function affineStep(
  node: TfjsNode,
  weightOf: (name: string | undefined) => Tensor | undefined,
  requireWeight: (name: string | undefined) => Tensor,
): ChannelAffine | undefined {
  if (node.op === 'FusedBatchNorm') {
    const [gamma, beta, mean, variance] = node.inputs.slice(1).map((name) => requireWeight(name))
    const epsilon = node.floats.get('epsilon')
    if (!gamma || !beta || !mean || !variance || epsilon === undefined) {
      throw new Error(`${node.name} is not a complete batch norm.`)
    }
    const scale = Float64Array.from(gamma.data, (g, c) => {
      return g / Math.sqrt((variance.data[c] ?? 0) + epsilon)
    })
    const shift = Float64Array.from(beta.data, (b, c) => {
      return b - (mean.data[c] ?? 0) * (scale[c] ?? 0)
    })
    return { scale, shift }
  }
  if (node.op !== 'Mul' && node.op !== 'Add' && node.op !== 'BiasAdd') return undefined
  const values = weightOf(node.inputs[1])
  if (values?.shape.length !== 1) return undefined
  return node.op === 'Mul'
    ? { scale: Float64Array.from(values.data), shift: new Float64Array(values.data.length) }
    : { scale: new Float64Array(values.data.length).fill(1), shift: Float64Array.from(values.data) }
}

/** Rules from the graph's names to ours, first match wins. Layers 2 to 5 after the backbone become extra.0 to extra.3. */
const RULES: readonly (readonly [RegExp, (...parts: string[]) => string])[] = [
  [/^FeatureExtractor\/MobilenetV2\/Conv$/, () => 'backbone.conv'],
  [/^FeatureExtractor\/MobilenetV2\/Conv_1$/, () => 'backbone.conv_1'],
  [
    /^FeatureExtractor\/MobilenetV2\/expanded_conv(?:_(\d+))?\/(expand|depthwise|project)$/,
    (block = '', part = '') => `backbone.expanded_conv_${block === '' ? '0' : block}.${part}`,
  ],
  [
    /^FeatureExtractor\/MobilenetV2\/layer_19_1_Conv2d_(\d)_1x1_\d+$/,
    (layer = '') => `extra.${Number(layer) - 2}.reduce`,
  ],
  [
    /^FeatureExtractor\/MobilenetV2\/layer_19_2_Conv2d_(\d)_3x3_s2_\d+(_depthwise)?$/,
    (layer = '', depthwise = '') =>
      `extra.${Number(layer) - 2}.${depthwise === '' ? 'expand' : 'depthwise'}`,
  ],
  [
    /^BoxPredictor_(\d)\/(BoxEncoding|Class)Predictor(_depthwise)?$/,
    (level = '', kind = '', depthwise = '') =>
      `predictor.${level}.${kind === 'Class' ? 'class' : 'box'}${depthwise === '' ? '' : '.depthwise'}`,
  ],
]

function shortName(kernelName: string): string {
  const scope = kernelName.replace(/\/(Conv2D\/merged_input|depthwise_weights|weights)$/, '')
  for (const [pattern, name] of RULES) {
    const match = pattern.exec(scope)
    // Groups that did not take part are undefined at run time, whatever the type says: the defaults above meet them.
    if (match !== null) return name(...match.slice(1))
  }
  throw new Error(`The layer ${scope} is not one of SSDLite MobileNetV2.`)
}
