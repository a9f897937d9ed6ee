import { hostKernels } from '../host/hostKernels.ts'
import { requireInput } from '../wasm/wasmTensors.ts'

/** What a bias gets back: dy summed over all but the last axis. */
export const biasGradientHost = hostKernels('LimnBiasGradient', (inputs) => {
  const dy = requireInput(inputs, 'dy')
  const channels = dy.shape.at(-1) ?? 1
  return {
    shape: [channels],
    dtype: 'float32',
    fill: (output, read) => {
      const values = read(dy)
      const sums = new Float64Array(channels)
      for (let i = 0; i < values.length; i++) {
        sums[i % channels] = (sums[i % channels] ?? 0) + (values[i] ?? 0)
      }
      output.set(sums)
    },
  }
})
