import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import type { MaxPoolAttributes } from './maxPool.ts'

/** Windows cell by cell, whole rows of channels at once: size² comparisons a value, each cell read from the cache. */
export const maxPoolHost: readonly KernelConfig[] = [
  ...hostKernels('LimnMaxPool', (inputs, attrs) => {
    const options = attributesOf('LimnMaxPool', attrs)
    const x = requireInput(inputs, 'x')
    const channels = options.inputShape[3]
    return {
      shape: options.outputShape,
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(x)
        output.fill(-Infinity)
        visitWindows(options, (to, from) => {
          for (let c = 0; c < channels; c++) {
            const value = source[from + c] ?? 0
            // A value that is no number is passed on, as PyTorch does.
            if (!(value <= (output[to + c] ?? 0))) output[to + c] = value
          }
        })
      },
    }
  }),
  ...hostKernels('LimnMaxPoolGrad', (inputs, attrs) => {
    const options = attributesOf('LimnMaxPoolGrad', attrs)
    const dy = requireInput(inputs, 'dy')
    const x = requireInput(inputs, 'x')
    const y = requireInput(inputs, 'y')
    const channels = options.inputShape[3]
    return {
      shape: options.inputShape,
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(x)
        const greatest = read(y)
        const share = read(dy)
        const isGiven = new Uint8Array(greatest.length)
        visitWindows(options, (to, from) => {
          for (let c = 0; c < channels; c++) {
            if (isGiven[to + c] === 1 || source[from + c] !== greatest[to + c]) continue
            isGiven[to + c] = 1
            output[from + c] = (output[from + c] ?? 0) + (share[to + c] ?? 0)
          }
        })
      },
    }
  }),
]

/** Names each window, and its cells row by row, by the index of their first channel. */
function visitWindows(
  { inputShape, outputShape, size, strides, padding }: MaxPoolAttributes,
  visit: (window: number, cell: number) => void,
): void {
  const [batch, height, width, channels] = inputShape
  const [, outHeight, outWidth] = outputShape
  for (let row = 0; row < batch * outHeight; row++) {
    const top = (row % outHeight) * strides[0] - padding[0]
    const picture = Math.floor(row / outHeight) * height
    for (let column = 0; column < outWidth; column++) {
      const left = column * strides[1] - padding[1]
      const window = (row * outWidth + column) * channels
      for (let y = Math.max(top, 0); y < Math.min(top + size[0], height); y++) {
        for (let x = Math.max(left, 0); x < Math.min(left + size[1], width); x++) {
          visit(window, ((picture + y) * width + x) * channels)
        }
      }
    }
  }
}
