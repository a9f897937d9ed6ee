import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'
import { hostKernels, type HostValues } from '../host/hostKernels.ts'
import { requireInput } from '../wasm/wasmTensors.ts'

/** Sums run in float64 down whole rows of channels: 3 FLOP and 8 bytes a value for moments, 3 and 8 for the others. */
export const batchNormHost: readonly KernelConfig[] = [
  ...hostKernels('LimnChannelMoments', (inputs) => {
    const x = requireInput(inputs, 'x')
    const channels = x.shape.at(-1) ?? 1
    return {
      shape: [2, channels],
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(x)
        const count = source.length / channels
        const means = new Float64Array(channels)
        visitRows(source.length, channels, (at) => {
          for (let c = 0; c < channels; c++) means[c] = (means[c] ?? 0) + (source[at + c] ?? 0)
        })
        for (let c = 0; c < channels; c++) means[c] = (means[c] ?? 0) / count
        const squares = new Float64Array(channels)
        visitRows(source.length, channels, (at) => {
          for (let c = 0; c < channels; c++) {
            const centred = (source[at + c] ?? 0) - (means[c] ?? 0)
            squares[c] = (squares[c] ?? 0) + centred * centred
          }
        })
        output.set(means)
        for (let c = 0; c < channels; c++) output[channels + c] = (squares[c] ?? 0) / count
      },
    }
  }),
  ...hostKernels('LimnChannelSums', (inputs) => {
    const dy = requireInput(inputs, 'dy')
    const x = requireInput(inputs, 'x')
    const mean = requireInput(inputs, 'mean')
    const channels = mean.shape[0] ?? 0
    return {
      shape: [2, channels],
      dtype: 'float32',
      fill: (output, read) => {
        const share = read(dy)
        const source = read(x)
        const means = read(mean)
        const sums = new Float64Array(2 * channels)
        visitRows(share.length, channels, (at) => {
          for (let c = 0; c < channels; c++) {
            const value = share[at + c] ?? 0
            sums[c] = (sums[c] ?? 0) + value
            const product = value * ((source[at + c] ?? 0) - (means[c] ?? 0))
            sums[channels + c] = (sums[channels + c] ?? 0) + product
          }
        })
        output.set(sums)
      },
    }
  }),
  ...hostKernels('LimnChannelAffine', (inputs) => {
    const x = requireInput(inputs, 'x')
    const slope = requireInput(inputs, 'slope')
    const channels = slope.shape[0] ?? 0
    return {
      shape: x.shape,
      dtype: 'float32',
      fill: (output, read) => {
        const values = (name: string, length: number): HostValues => {
          const input: TensorInfo | undefined = inputs[name]
          return input === undefined ? new Float32Array(length) : read(input)
        }
        const source = read(x)
        const slopes = read(slope)
        const means = values('mean', channels)
        const shifts = values('shift', channels)
        const gains = values('gain', channels)
        const added = inputs['dy'] === undefined ? undefined : read(inputs['dy'])
        visitRows(source.length, channels, (at) => {
          for (let c = 0; c < channels; c++) {
            const centred = (source[at + c] ?? 0) - (means[c] ?? 0)
            const other = added === undefined ? 0 : (added[at + c] ?? 0) * (gains[c] ?? 0)
            output[at + c] = centred * (slopes[c] ?? 0) + (shifts[c] ?? 0) + other
          }
        })
      },
    }
  }),
]

function visitRows(size: number, channels: number, visit: (at: number) => void): void {
  for (let at = 0; at < size; at += channels) visit(at)
}
