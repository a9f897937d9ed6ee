import type { Tensor } from './tensor.ts'

/** y[c] = x[c] * scale[c] + shift[c] */
export interface ChannelAffine {
  readonly scale: Float64Array
  readonly shift: Float64Array
}

/**
 * Folds what follows a convolution, channel by channel, into the convolution itself. Computed in float64 and rounded
 * once.
 *
 * @param kernel of which axis `channelAxis` counts the output channels
 * @param steps in the order in which they are applied
 * @returns `weight` in the kernel's shape and `bias` [channels]
 */
export function foldBatchNorm(options: {
  readonly kernel: Tensor
  readonly channelAxis: number
  readonly steps: readonly ChannelAffine[]
}): { readonly weight: Tensor; readonly bias: Tensor } {
  const { kernel, channelAxis, steps } = options
  const channels = kernel.shape[channelAxis] ?? 0
  const scale = new Float64Array(channels).fill(1)
  const shift = new Float64Array(channels)
  for (const step of steps) {
    if (step.scale.length !== channels || step.shift.length !== channels) {
      throw new Error(`A scale of ${step.scale.length} follows ${channels} channels.`)
    }
    for (let c = 0; c < channels; c++) {
      scale[c] = (scale[c] ?? 0) * (step.scale[c] ?? 0)
      shift[c] = (shift[c] ?? 0) * (step.scale[c] ?? 0) + (step.shift[c] ?? 0)
    }
  }
  const stride = kernel.shape.slice(channelAxis + 1).reduce((product, size) => product * size, 1)
  const data = kernel.data.map(
    (value, i) => value * (scale[Math.floor(i / stride) % channels] ?? 0),
  )
  return {
    weight: { shape: kernel.shape, data },
    bias: { shape: [channels], data: Float32Array.from(shift) },
  }
}
