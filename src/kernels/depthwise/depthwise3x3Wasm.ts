import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { ACTIVATION_CODES, asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, requireInput } from '../wasm/wasmTensors.ts'

export const depthwise3x3Wasm: KernelConfig = {
  kernelName: 'LimnDepthwise3x3',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const { stride, activation } = attributesOf('LimnDepthwise3x3', attrs)
    const x = requireInput(inputs, 'x')
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape
    if (batch !== 1) throw new Error(`The depthwise kernel takes one picture, not ${batch}.`)
    const outHeight = Math.floor((height - 1) / stride) + 1
    const outWidth = Math.floor((width - 1) / stride) + 1
    const y = backend.makeOutput([1, outHeight, outWidth, channels], 'float32')
    kernelsOf(backend).run(
      'depthwise3x3',
      [
        addressOf(backend, x),
        height,
        width,
        channels,
        stride,
        addressOf(backend, requireInput(inputs, 'filter')),
        addressOf(backend, requireInput(inputs, 'bias')),
        addressOf(backend, y),
        ACTIVATION_CODES[activation],
      ],
      outHeight,
    )
    return y
  },
}
