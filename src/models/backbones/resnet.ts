import * as tf from '@tensorflow/tfjs-core'
import { maxPool } from '../../kernels/maxPool/maxPool.ts'
import type { NormArchitecture, ResNetArchitecture } from '../architecture.ts'
import { addConvNorm, type MapLayer } from '../layers/convNorm.ts'
import type { Pass } from '../layers/pass.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import type { Body } from './body.ts'

/** A bottleneck's output is this much wider than its inner convolutions. */
const EXPANSION = 4

/** How many stages there are and how wide: He et al., "Deep Residual Learning", 2016, table 1. */
const DEPTHS = {
  resnet18: { block: 'basic', blocks: [2, 2, 2, 2] },
  resnet34: { block: 'basic', blocks: [3, 4, 6, 3] },
  resnet50: { block: 'bottleneck', blocks: [3, 4, 6, 3] },
  resnet101: { block: 'bottleneck', blocks: [3, 4, 23, 3] },
} as const

export type ResNetName = keyof typeof DEPTHS

export function resNet(name: ResNetName): ResNetArchitecture {
  const { block, blocks } = DEPTHS[name]
  const stages = blocks.map((count, i) => ({ blocks: count, width: 64 * 2 ** i }))
  return { kind: 'resnet', block, stem: 64, stages }
}

/** The parts of a ResNet, so that each can be looked at. */
export interface ResNet extends Body {
  /** [batch, height, width, 3] to [batch, height / 2, width / 2, stem]: what the stem pools. */
  readonly first: MapLayer
  /** [batch, height, width, 3] to [batch, height / 4, width / 4, stem] */
  readonly stem: MapLayer
  readonly stages: readonly MapLayer[]
}

/**
 * torchvision's ResNet without its classifier (torchvision/models/resnet.py); the stride of a bottleneck is on its 3x3
 * convolution. Answers the output of each stage, strides 4, 8, 16 and 32.
 */
export function addResNet(
  store: ParameterStore,
  name: string,
  options: { readonly architecture: ResNetArchitecture; readonly norm: NormArchitecture },
): ResNet {
  const { architecture, norm } = options
  const { block, stages: plan, dilatedStages = 0 } = architecture
  const first = addConvNorm(
    store,
    { convolution: `${name}.conv1`, norm: `${name}.bn1` },
    { inputs: 3, outputs: architecture.stem, side: 7, stride: 2, activation: 'relu', normBy: norm },
  )
  const addBlock = block === 'basic' ? addBasicBlock : addBottleneck
  const growth = block === 'basic' ? 1 : EXPANSION
  const channels: number[] = []
  let inputs = architecture.stem
  let dilation = 1
  const stages = plan.map(({ blocks, width }, stage) => {
    const isDilated = stage >= plan.length - dilatedStages && stage > 0
    const stride = stage === 0 || isDilated ? 1 : 2
    const before = dilation
    if (isDilated) dilation *= 2
    const layers = Array.from({ length: blocks }, (_, i) => {
      const spec = { width, norm, inputs: i === 0 ? inputs : width * growth }
      return addBlock(store, `${name}.layer${stage + 1}.${i}`, {
        ...spec,
        stride: i === 0 ? stride : 1,
        dilation: i === 0 ? before : dilation,
      })
    })
    inputs = width * growth
    channels.push(inputs)
    return chain(layers)
  })
  const stem: MapLayer = (x, pass) => maxPool(first(x, pass), { size: 3, strides: 2, padding: 1 })

  return {
    first,
    stem,
    stages,
    channels,
    forward(x, pass) {
      let features = stem(x, pass)
      return stages.map((stage) => (features = stage(features, pass)))
    },
  }
}

interface BlockSpec {
  readonly inputs: number
  readonly width: number
  readonly stride: number
  readonly dilation: number
  readonly norm: NormArchitecture
}

function addBasicBlock(store: ParameterStore, name: string, spec: BlockSpec): MapLayer {
  const { inputs, width, stride, norm } = spec
  const convolve = makeAdder(store, name, norm)
  const first = convolve(1, { inputs, outputs: width, side: 3, stride, activation: 'relu' })
  const second = convolve(2, { inputs: width, outputs: width, side: 3 })
  const shortcut = addShortcut(store, name, { ...spec, outputs: width })
  return residual((x, pass) => second(first(x, pass), pass), shortcut)
}

function addBottleneck(store: ParameterStore, name: string, spec: BlockSpec): MapLayer {
  const { inputs, width, stride, dilation, norm } = spec
  const convolve = makeAdder(store, name, norm)
  const outputs = width * EXPANSION
  const narrow = convolve(1, { inputs, outputs: width, side: 1, activation: 'relu' })
  const inner = { inputs: width, outputs: width, side: 3, stride, dilation } as const
  const look = convolve(2, { ...inner, activation: 'relu' })
  const widen = convolve(3, { inputs: width, outputs, side: 1 })
  const shortcut = addShortcut(store, name, { ...spec, outputs })
  return residual((x, pass) => widen(look(narrow(x, pass), pass), pass), shortcut)
}

function makeAdder(store: ParameterStore, name: string, norm: NormArchitecture) {
  return (place: number, spec: Omit<Parameters<typeof addConvNorm>[2], 'normBy'>): MapLayer => {
    const names = { convolution: `${name}.conv${place}`, norm: `${name}.bn${place}` }
    return addConvNorm(store, names, { ...spec, normBy: norm })
  }
}

/** Undefined where the block's input fits its output as it is. */
function addShortcut(
  store: ParameterStore,
  name: string,
  { inputs, outputs, stride, norm }: BlockSpec & { readonly outputs: number },
): MapLayer | undefined {
  if (stride === 1 && inputs === outputs) return undefined
  return addConvNorm(
    store,
    { convolution: `${name}.downsample.0`, norm: `${name}.downsample.1` },
    { inputs, outputs, side: 1, stride, normBy: norm },
  )
}

function residual(inner: MapLayer, shortcut: MapLayer | undefined): MapLayer {
  return (x, pass) => tf.relu(tf.add(inner(x, pass), shortcut?.(x, pass) ?? x))
}

function chain(layers: readonly MapLayer[]): MapLayer {
  return (x: tf.Tensor4D, pass: Pass) => layers.reduce((y, layer) => layer(y, pass), x)
}
