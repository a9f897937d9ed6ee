import * as tf from '@tensorflow/tfjs-core'
import type { MobileNetV2Architecture, NormArchitecture } from '../architecture.ts'
import { addConvNorm, type MapLayer } from '../layers/convNorm.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import type { Body } from './body.ts'
import { collectLevels } from './collectLevels.ts'

const STEM = 32
const LAST = 1280
const EXPANSION = 6
/** Channels, how often, and the first one's stride: Sandler et al., "MobileNetV2", 2018, table 2. */
const GROUPS = [
  [16, 1, 1],
  [24, 2, 2],
  [32, 3, 2],
  [64, 4, 2],
  [96, 3, 1],
  [160, 3, 2],
  [320, 1, 1],
] as const

/** torchvision's `mobilenet_v2().features` (torchvision/models/mobilenetv2.py). */
export function addMobileNetV2(
  store: ParameterStore,
  name: string,
  options: { readonly architecture: MobileNetV2Architecture; readonly norm: NormArchitecture },
): Body {
  const { norm } = options
  const { levels, padding: manner } = options.architecture
  // Where nothing is strided both manners are the same.
  const strided = manner === 'same' ? { padding: 'same' as const } : {}
  const addLayer = (layer: string, spec: LayerSpec): MapLayer =>
    addConvNorm(
      store,
      { convolution: `${layer}.0`, norm: `${layer}.1` },
      { ...spec, activation: 'relu6', normBy: norm },
    )
  const layers: MapLayer[] = [
    addLayer(`${name}.0`, { inputs: 3, outputs: STEM, side: 3, stride: 2, ...strided }),
  ]
  const widths: number[] = [STEM]

  const addInvertedResidual = (inputs: number, outputs: number, stride: number): MapLayer => {
    const block = `${name}.${layers.length}.conv`
    const isFirst = layers.length === 1
    const inner = isFirst ? inputs : inputs * EXPANSION
    const parts: MapLayer[] = []
    if (!isFirst) parts.push(addLayer(`${block}.0`, { inputs, outputs: inner, side: 1 }))
    const own = { inputs: inner, outputs: inner, groups: inner }
    parts.push(addLayer(`${block}.${parts.length}`, { ...own, side: 3, stride, ...strided }))
    const at = parts.length
    const names = { convolution: `${block}.${at}`, norm: `${block}.${at + 1}` }
    parts.push(addConvNorm(store, names, { inputs: inner, outputs, side: 1, normBy: norm }))
    const hasShortcut = stride === 1 && inputs === outputs
    return (x, pass) => {
      const y = parts.reduce((map, part) => part(map, pass), x)
      return hasShortcut ? tf.add(y, x) : y
    }
  }

  for (const [outputs, count, firstStride] of GROUPS) {
    for (let i = 0; i < count; i++) {
      const inputs = widths.at(-1) ?? STEM
      layers.push(addInvertedResidual(inputs, outputs, i === 0 ? firstStride : 1))
      widths.push(outputs)
    }
  }
  const inputs = widths.at(-1) ?? STEM
  layers.push(addLayer(`${name}.${layers.length}`, { inputs, outputs: LAST, side: 1 }))
  widths.push(LAST)
  return collectLevels(layers, widths, levels)
}

type LayerSpec = Omit<Parameters<typeof addConvNorm>[2], 'normBy' | 'activation'>
