import * as tf from '@tensorflow/tfjs-core'
import {
  convolutionGeometry,
  outputShape,
} from '../../src/kernels/convolution/convolutionGeometry.ts'
import type { Layer } from './layers.ts'

export const PASSES = ['forward', 'input gradient', 'filter gradient'] as const
export type Pass = (typeof PASSES)[number]

/** A layer's tensors, and each pass by our kernels and by TensorFlow.js's own (null where it has none). */
export interface LayerPasses {
  readonly gigaflops: number
  readonly own: Readonly<Record<Pass, () => tf.Tensor>>
  readonly stock: Readonly<Record<Pass, (() => tf.Tensor) | null>>
  dispose(): void
}

export function preparePasses(layer: Layer): LayerPasses {
  const { stride, dilation, padding, groups } = layer
  const geometry = convolutionGeometry(layer.x, layer.filter, {
    strides: stride,
    dilations: dilation,
    padding,
    groups,
  })
  const shape = outputShape(geometry)
  const x = tf.randomUniform<tf.Rank.R4>(layer.x, -1, 1, 'float32', 1)
  const filter = tf.randomUniform<tf.Rank.R4>(layer.filter, -1, 1, 'float32', 2)
  const dy = tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', 3)
  const [height, width, inputs] = layer.filter
  const isDepthwise = groups > 1
  const stockFilter = isDepthwise
    ? tf.reshape<tf.Rank.R4>(filter, [height, width, groups, 1])
    : filter
  const attributes = { geometry: { ...geometry } }
  const run = (name: string, tensors: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor =>
    tf.engine().runKernel(name, tensors, attrs)
  return {
    gigaflops: (2 * tf.util.sizeFromShape(shape) * height * width * inputs) / 1e9,
    own: {
      forward: () => run('LimnConvolution', { x, filter }, { ...attributes, activation: 'none' }),
      'input gradient': () => run('LimnConvolutionInputGradient', { dy, filter }, attributes),
      'filter gradient': () => run('LimnConvolutionFilterGradient', { x, dy }, attributes),
    },
    stock: stockPasses(),
    dispose: () => tf.dispose([x, filter, dy, stockFilter]),
  }

  function stockPasses(): LayerPasses['stock'] {
    const sides: [number, number] = [padding, padding]
    const pad: [[number, number], [number, number], [number, number], [number, number]] = [
      [0, 0],
      sides,
      sides,
      [0, 0],
    ]
    const common = {
      strides: [stride, stride],
      pad,
      dataFormat: 'NHWC',
      dilations: [dilation, dilation],
    }
    const kernel = (name: string, compute: () => tf.Tensor): (() => tf.Tensor) | null => {
      const isThere = tf
        .getKernelsForBackend(tf.getBackend())
        .some(({ kernelName }) => kernelName === name)
      // Its gradients of a dilated convolution are wrong, and its own check refuses them.
      return isThere && (dilation === 1 || isDepthwise) ? compute : null
    }
    const prefix = isDepthwise ? 'DepthwiseConv2dNativeBackprop' : 'Conv2DBackprop'
    return {
      forward: () =>
        isDepthwise
          ? tf.depthwiseConv2d(x, stockFilter, stride, pad, 'NHWC', dilation)
          : tf.conv2d(x, filter, stride, pad, 'NHWC', dilation),
      'input gradient': kernel(`${prefix}Input`, () =>
        run(`${prefix}Input`, { dy, filter: stockFilter }, { ...common, inputShape: layer.x }),
      ),
      'filter gradient': kernel(`${prefix}Filter`, () =>
        run(`${prefix}Filter`, { x, dy }, { ...common, filterShape: stockFilter.shape }),
      ),
    }
  }
}
