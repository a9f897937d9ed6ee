import * as tf from '@tensorflow/tfjs-core'
import { attributesOf } from '../../src/kernels/kernelAttributes.ts'
import {
  filterShape,
  inputShape,
  type ConvolutionGeometry,
} from '../../src/kernels/convolution/convolutionGeometry.ts'

/** Puts TensorFlow.js's own convolution kernels in the place of ours, so that the same graph runs on them. */
export function useStockConvolutions(): void {
  replace('LimnConvolution', ({ inputs, attrs, backend }) => {
    const { geometry, activation } = attributesOf('LimnConvolution', attrs)
    return stock('FusedConv2D').kernelFunc({
      inputs,
      backend,
      attrs: { ...placed(geometry), activation: activation === 'none' ? 'linear' : activation },
    })
  })
  replace('LimnConvolutionInputGradient', ({ inputs, attrs, backend }) => {
    const { geometry } = attributesOf('LimnConvolutionInputGradient', attrs)
    const all = { ...placed(geometry), inputShape: inputShape(geometry) }
    return stock('Conv2DBackpropInput').kernelFunc({ inputs, backend, attrs: all })
  })
  replace('LimnConvolutionFilterGradient', ({ inputs, attrs, backend }) => {
    const { geometry } = attributesOf('LimnConvolutionFilterGradient', attrs)
    const all = { ...placed(geometry), filterShape: filterShape(geometry) }
    return stock('Conv2DBackpropFilter').kernelFunc({ inputs, backend, attrs: all })
  })
}

function replace(kernelName: string, kernelFunc: tf.KernelFunc): void {
  const backendName = tf.getBackend()
  tf.unregisterKernel(kernelName, backendName)
  tf.registerKernel({ kernelName, backendName, kernelFunc })
}

function stock(name: string): tf.KernelConfig {
  return tf.getKernel(name, tf.getBackend())
}

function placed(g: ConvolutionGeometry): tf.NamedAttrMap {
  const below = (g.outHeight - 1) * g.strideDown + (g.filterHeight - 1) * g.dilationDown + 1
  const right = (g.outWidth - 1) * g.strideAcross + (g.filterWidth - 1) * g.dilationAcross + 1
  return {
    strides: [g.strideDown, g.strideAcross],
    dilations: [g.dilationDown, g.dilationAcross],
    dataFormat: 'NHWC',
    pad: [
      [0, 0],
      [g.padTop, Math.max(below - g.padTop - g.inHeight, 0)],
      [g.padLeft, Math.max(right - g.padLeft - g.inWidth, 0)],
      [0, 0],
    ],
  }
}
