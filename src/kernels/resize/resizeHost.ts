import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { visitTaps } from './visitTaps.ts'

/** Four cells an output with one weight each, whole rows of channels at once: 8 FLOP and 16 bytes read a value. */
export const resizeHost: readonly KernelConfig[] = [
  ...hostKernels('LimnResize', (inputs, attrs) => {
    const options = attributesOf('LimnResize', attrs)
    const x = requireInput(inputs, 'x')
    const [batch, , , channels] = options.inputShape
    return {
      shape: [batch, ...options.outputSize, channels],
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(x)
        visitTaps(options, (place, cell, weight) => {
          const [to, from] = [place * channels, cell * channels]
          for (let c = 0; c < channels; c++) {
            output[to + c] = (output[to + c] ?? 0) + weight * (source[from + c] ?? 0)
          }
        })
      },
    }
  }),
  ...hostKernels('LimnResizeGrad', (inputs, attrs) => {
    const options = attributesOf('LimnResizeGrad', attrs)
    const dy = requireInput(inputs, 'dy')
    const channels = options.inputShape[3]
    return {
      shape: options.inputShape,
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(dy)
        visitTaps(options, (place, cell, weight) => {
          const [to, from] = [place * channels, cell * channels]
          for (let c = 0; c < channels; c++) {
            output[from + c] = (output[from + c] ?? 0) + weight * (source[to + c] ?? 0)
          }
        })
      },
    }
  }),
]
