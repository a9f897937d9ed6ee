import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, makeZeros, sizeOf } from '../webgpu/asWebgpu.ts'
import { filterShape, inputShape, outputShape } from './convolutionGeometry.ts'
import { filterGradientDepthwise } from './webgpu/depthwiseFilterGradient.ts'
import {
  convolveDepthwise,
  inputGradientDepthwise,
  isDepthwise,
} from './webgpu/depthwiseProduct.ts'
import { filterGradientProduct } from './webgpu/filterGradientProduct.ts'
import { convolveProduct, inputGradientProduct, isProduct } from './webgpu/productWebgpu.ts'
import { convolveDirect, filterGradientDirect, inputGradientDirect } from './webgpu/directWebgpu.ts'

/**
 * Three programs of each: tiled products, one for depthwise, and a direct one for groups that fill no vector. WebGPU
 * binds no empty buffers, so a sum over nothing is answered here.
 */
export const convolutionWebgpu: readonly KernelConfig[] = [
  {
    kernelName: 'LimnConvolution',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { geometry, activation } = attributesOf('LimnConvolution', attrs)
      const x = requireInput(inputs, 'x')
      const filter = requireInput(inputs, 'filter')
      const { bias } = inputs
      if (sizeOf(x) === 0) return makeZeros(asWebgpu(backend), outputShape(geometry))
      const tensors = { x, filter, bias }
      const webgpu = asWebgpu(backend)
      if (isDepthwise(geometry)) return convolveDepthwise(webgpu, geometry, tensors, activation)
      if (isProduct(geometry)) return convolveProduct(webgpu, geometry, tensors, activation)
      return convolveDirect(webgpu, geometry, tensors, activation)
    },
  },
  {
    kernelName: 'LimnConvolutionInputGradient',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { geometry } = attributesOf('LimnConvolutionInputGradient', attrs)
      const dy = requireInput(inputs, 'dy')
      const filter = requireInput(inputs, 'filter')
      if (sizeOf(dy) === 0) return makeZeros(asWebgpu(backend), inputShape(geometry))
      const webgpu = asWebgpu(backend)
      if (isDepthwise(geometry)) return inputGradientDepthwise(webgpu, geometry, { dy, filter })
      if (isProduct(geometry)) return inputGradientProduct(webgpu, geometry, { dy, filter })
      return inputGradientDirect(webgpu, geometry, { dy, filter })
    },
  },
  {
    kernelName: 'LimnConvolutionFilterGradient',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { geometry } = attributesOf('LimnConvolutionFilterGradient', attrs)
      const x = requireInput(inputs, 'x')
      const dy = requireInput(inputs, 'dy')
      if (sizeOf(dy) === 0) return makeZeros(asWebgpu(backend), filterShape(geometry))
      const webgpu = asWebgpu(backend)
      if (isDepthwise(geometry)) return filterGradientDepthwise(webgpu, geometry, { x, dy })
      if (isProduct(geometry)) return filterGradientProduct(webgpu, geometry, { x, dy })
      return filterGradientDirect(webgpu, geometry, { x, dy })
    },
  },
]
