import * as tf from '@tensorflow/tfjs-core'
import type { MobileNetV3Architecture, NormArchitecture } from '../architecture.ts'
import { addConvNorm, addConvolution, type MapLayer } from '../layers/convNorm.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import { hardSigmoid, hardSwish } from './activations.ts'
import type { Body } from './body.ts'
import { collectLevels } from './collectLevels.ts'

interface Bottleneck {
  readonly side: 3 | 5
  readonly expanded: number
  readonly outputs: number
  readonly squeezes: boolean
  readonly swishes: boolean
  readonly stride: 1 | 2
}

const STEM = 16
const LAST = 960
/** Kernel, expanded channels, outputs, squeeze-and-excite, hard swish, stride: the paper's table 1. */
const BLOCKS: readonly Bottleneck[] = (
  [
    [3, 16, 16, false, false, 1],
    [3, 64, 24, false, false, 2],
    [3, 72, 24, false, false, 1],
    [5, 72, 40, true, false, 2],
    [5, 120, 40, true, false, 1],
    [5, 120, 40, true, false, 1],
    [3, 240, 80, false, true, 2],
    [3, 200, 80, false, true, 1],
    [3, 184, 80, false, true, 1],
    [3, 184, 80, false, true, 1],
    [3, 480, 112, true, true, 1],
    [3, 672, 112, true, true, 1],
    [5, 672, 160, true, true, 2],
    [5, 960, 160, true, true, 1],
    [5, 960, 160, true, true, 1],
  ] as const
).map(([side, expanded, outputs, squeezes, swishes, stride]) => ({
  side,
  expanded,
  outputs,
  squeezes,
  swishes,
  stride,
}))

/** torchvision's `mobilenet_v3_large().features` (torchvision/models/mobilenetv3.py). */
export function addMobileNetV3Large(
  store: ParameterStore,
  name: string,
  options: { readonly architecture: MobileNetV3Architecture; readonly norm: NormArchitecture },
): Body {
  const { architecture, norm } = options
  const stem = addSwishing(store, `${name}.0`, {
    ...{ inputs: 3, outputs: STEM, side: 3, stride: 2, normBy: norm },
    swishes: true,
  })
  const layers: MapLayer[] = [stem]
  const widths = [STEM]
  for (const block of BLOCKS) {
    const inputs = widths.at(-1) ?? STEM
    layers.push(addBottleneck(store, `${name}.${layers.length}`, { ...block, inputs, norm }))
    widths.push(block.outputs)
  }
  const inputs = widths.at(-1) ?? STEM
  const spec = { inputs, outputs: LAST, side: 1, normBy: norm, swishes: true }
  layers.push(addSwishing(store, `${name}.${layers.length}`, spec))
  widths.push(LAST)
  return collectLevels(layers, widths, architecture.levels)
}

type SwishSpec = Parameters<typeof addConvNorm>[2] & { readonly swishes: boolean }

function addSwishing(
  store: ParameterStore,
  name: string,
  { swishes, ...spec }: SwishSpec,
): MapLayer {
  const names = { convolution: `${name}.0`, norm: `${name}.1` }
  if (!swishes) return addConvNorm(store, names, { ...spec, activation: 'relu' })
  const convolve = addConvNorm(store, names, spec)
  return (x, pass) => hardSwish(convolve(x, pass))
}

function addBottleneck(
  store: ParameterStore,
  name: string,
  block: Bottleneck & { readonly inputs: number; readonly norm: NormArchitecture },
): MapLayer {
  const { inputs, outputs, expanded, side, stride, squeezes, swishes, norm: normBy } = block
  const layers: MapLayer[] = []
  const next = (): string => `${name}.block.${layers.length}`
  if (expanded !== inputs) {
    const spec = { inputs, outputs: expanded, side: 1, normBy, swishes }
    layers.push(addSwishing(store, next(), spec))
  }
  const own = { inputs: expanded, outputs: expanded, groups: expanded }
  layers.push(addSwishing(store, next(), { ...own, side, stride, normBy, swishes }))
  if (squeezes) layers.push(addSqueezeExcite(store, next(), expanded))
  const names = { convolution: `${next()}.0`, norm: `${next()}.1` }
  layers.push(addConvNorm(store, names, { inputs: expanded, outputs, side: 1, normBy }))
  const hasShortcut = stride === 1 && inputs === outputs
  return (x, pass) => {
    const y = layers.reduce((map, layer) => layer(map, pass), x)
    return hasShortcut ? tf.add(y, x) : y
  }
}

/** Hu et al., "Squeeze-and-Excitation Networks", 2018, with MobileNetV3's hard sigmoid. */
function addSqueezeExcite(store: ParameterStore, name: string, channels: number): MapLayer {
  const squeezed = nearestMultipleOfEight(channels / 4)
  const squeeze = addConvolution(store, `${name}.fc1`, {
    ...{ inputs: channels, outputs: squeezed, side: 1 },
    activation: 'relu',
  })
  const excite = addConvolution(store, `${name}.fc2`, {
    ...{ inputs: squeezed, outputs: channels, side: 1 },
  })
  return (x, pass) => {
    const means = tf.mean<tf.Tensor4D>(x, [1, 2], true)
    return tf.mul(x, hardSigmoid(excite(squeeze(means, pass), pass)))
  }
}

/** As torchvision's `_make_divisible`: never less than nine tenths of what was asked for. */
function nearestMultipleOfEight(value: number): number {
  const whole = Math.floor(value)
  const rounded = Math.max(8, Math.floor((whole + 4) / 8) * 8)
  return rounded < 0.9 * whole ? rounded + 8 : rounded
}
