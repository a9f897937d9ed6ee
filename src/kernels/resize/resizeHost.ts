import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { resizeAxis, TAP, type ResizeAttributes } from './resizeAxis.ts'

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
        visitTaps(options, (to, from, weight) => {
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
        visitTaps(options, (to, from, weight) => {
          for (let c = 0; c < channels; c++) {
            output[from + c] = (output[from + c] ?? 0) + weight * (source[to + c] ?? 0)
          }
        })
      },
    }
  }),
]

/** Names each output and the cells it takes from by the index of their first channel; cells without weight not at all. */
function visitTaps(
  { inputShape, outputSize, mode }: ResizeAttributes,
  visit: (output: number, cell: number, weight: number) => void,
): void {
  const [batch, height, width, channels] = inputShape
  const [outHeight, outWidth] = outputSize
  const rows = resizeAxis(height, outHeight, mode)
  const columns = resizeAxis(width, outWidth, mode)
  for (let row = 0; row < batch * outHeight; row++) {
    const picture = Math.floor(row / outHeight) * height
    for (let column = 0; column < outWidth; column++) {
      const to = (row * outWidth + column) * channels
      for (const [y, rowWeight] of tapsAt(rows, row % outHeight)) {
        for (const [x, columnWeight] of tapsAt(columns, column)) {
          const weight = rowWeight * columnWeight
          if (weight !== 0) visit(to, ((picture + y) * width + x) * channels, weight)
        }
      }
    }
  }
}

function tapsAt(taps: Float32Array, place: number): [cell: number, weight: number][] {
  const [low = 0, high = 0, share = 0] = taps.subarray(place * TAP, place * TAP + 3)
  return [
    [low, 1 - share],
    [high, share],
  ]
}
