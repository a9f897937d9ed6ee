import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels, type HostValues } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import {
  filterShape,
  inputShape,
  outputShape,
  type ConvolutionGeometry,
} from './convolutionGeometry.ts'
import { hostActivation } from './hostActivation.ts'

/**
 * The reference: every sum runs in float64, over rows of channels that lie side by side. All three walk through the
 * same pairs of an input pixel and an output pixel that a tap of the filter joins.
 */
export const convolutionHost: readonly KernelConfig[] = [
  ...hostKernels('LimnConvolution', (inputs, attrs) => {
    const { geometry, activation } = attributesOf('LimnConvolution', attrs)
    const x = requireInput(inputs, 'x')
    const filter = requireInput(inputs, 'filter')
    const { bias } = inputs
    return {
      shape: outputShape(geometry),
      dtype: 'float32',
      fill: (output, read) => {
        const biases = bias === undefined ? undefined : read(bias)
        convolveHost(geometry, read(x), read(filter), output, (sum, channel) =>
          hostActivation(sum + (biases?.[channel] ?? 0), activation),
        )
      },
    }
  }),
  ...hostKernels('LimnConvolutionInputGradient', (inputs, attrs) => {
    const { geometry } = attributesOf('LimnConvolutionInputGradient', attrs)
    const dy = requireInput(inputs, 'dy')
    const filter = requireInput(inputs, 'filter')
    return {
      shape: inputShape(geometry),
      dtype: 'float32',
      fill: (output, read) => spreadHost(geometry, read(dy), read(filter), output),
    }
  }),
  ...hostKernels('LimnConvolutionFilterGradient', (inputs, attrs) => {
    const { geometry } = attributesOf('LimnConvolutionFilterGradient', attrs)
    const x = requireInput(inputs, 'x')
    const dy = requireInput(inputs, 'dy')
    return {
      shape: filterShape(geometry),
      dtype: 'float32',
      fill: (output, read) => correlateHost(geometry, read(x), read(dy), output),
    }
  }),
]

function convolveHost(
  geometry: ConvolutionGeometry,
  x: HostValues,
  filter: HostValues,
  output: HostValues,
  finish: (sum: number, channel: number) => number,
): void {
  const { outChannels, inChannels, groups } = geometry
  const groupIn = inChannels / groups
  const groupOut = outChannels / groups
  const sums = new Float64Array(outChannels)
  visitOutputs(geometry, (to, visitTaps) => {
    sums.fill(0)
    visitTaps((from, tap) => {
      for (let input = 0; input < inChannels; input++) {
        const value = x[from + input] ?? 0
        const first = Math.floor(input / groupIn) * groupOut
        const weights = (tap * groupIn + (input % groupIn)) * outChannels
        for (let output = first; output < first + groupOut; output++) {
          sums[output] = (sums[output] ?? 0) + value * (filter[weights + output] ?? 0)
        }
      }
    })
    for (let channel = 0; channel < outChannels; channel++) {
      output[to + channel] = finish(sums[channel] ?? 0, channel)
    }
  })
}

function spreadHost(
  geometry: ConvolutionGeometry,
  dy: HostValues,
  filter: HostValues,
  output: HostValues,
): void {
  const { outChannels, inChannels, groups } = geometry
  const groupIn = inChannels / groups
  const groupOut = outChannels / groups
  const sums = new Float64Array(output.length)
  visitOutputs(geometry, (to, visitTaps) => {
    visitTaps((from, tap) => {
      for (let input = 0; input < inChannels; input++) {
        const first = Math.floor(input / groupIn) * groupOut
        const weights = (tap * groupIn + (input % groupIn)) * outChannels
        let sum = 0
        for (let channel = first; channel < first + groupOut; channel++) {
          sum += (dy[to + channel] ?? 0) * (filter[weights + channel] ?? 0)
        }
        sums[from + input] = (sums[from + input] ?? 0) + sum
      }
    })
  })
  output.set(sums)
}

function correlateHost(
  geometry: ConvolutionGeometry,
  x: HostValues,
  dy: HostValues,
  output: HostValues,
): void {
  const { outChannels, inChannels, groups } = geometry
  const groupIn = inChannels / groups
  const groupOut = outChannels / groups
  const sums = new Float64Array(output.length)
  visitOutputs(geometry, (to, visitTaps) => {
    visitTaps((from, tap) => {
      for (let input = 0; input < inChannels; input++) {
        const value = x[from + input] ?? 0
        const first = Math.floor(input / groupIn) * groupOut
        const weights = (tap * groupIn + (input % groupIn)) * outChannels
        for (let channel = first; channel < first + groupOut; channel++) {
          sums[weights + channel] = (sums[weights + channel] ?? 0) + value * (dy[to + channel] ?? 0)
        }
      }
    })
  })
  output.set(sums)
}

type TapVisitor = (from: number, tap: number) => void

/** Names each output pixel, and each input pixel that a tap takes from for it, by the index of its first channel. */
function visitOutputs(
  geometry: ConvolutionGeometry,
  visitPixel: (to: number, visitTaps: (visit: TapVisitor) => void) => void,
): void {
  const { batch, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry
  const { filterHeight, filterWidth, strideDown, strideAcross } = geometry
  for (let pixel = 0; pixel < batch * outHeight * outWidth; pixel++) {
    const left = (pixel % outWidth) * strideAcross - geometry.padLeft
    const row = Math.floor(pixel / outWidth)
    const top = (row % outHeight) * strideDown - geometry.padTop
    const picture = Math.floor(row / outHeight) * inHeight
    visitPixel(pixel * outChannels, (visit) => {
      for (let tap = 0; tap < filterHeight * filterWidth; tap++) {
        const y = top + Math.floor(tap / filterWidth) * geometry.dilationDown
        const x = left + (tap % filterWidth) * geometry.dilationAcross
        if (y < 0 || y >= inHeight || x < 0 || x >= inWidth) continue
        visit(((picture + y) * inWidth + x) * inChannels, tap)
      }
    })
  }
}
