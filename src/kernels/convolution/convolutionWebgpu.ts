import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, makeZeros, sizeOf } from '../webgpu/asWebgpu.ts'
import { filterShape, inputShape } from './convolutionGeometry.ts'
import { convolveDirect, filterGradientDirect, inputGradientDirect } from './directWebgpu.ts'

/** WebGPU binds no empty buffers: a sum over nothing is answered here. */
export const convolutionWebgpu: readonly KernelConfig[] = [
  {
    kernelName: 'LimnConvolution',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { geometry, activation } = attributesOf('LimnConvolution', attrs)
      const x = requireInput(inputs, 'x')
      const filter = requireInput(inputs, 'filter')
      const { bias } = inputs
      return convolveDirect(asWebgpu(backend), geometry, { x, filter, bias }, activation)
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
      return inputGradientDirect(asWebgpu(backend), geometry, { dy, filter })
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
      return filterGradientDirect(asWebgpu(backend), geometry, { x, dy })
    },
  },
]
