import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, readFloats, requireInput } from '../wasm/wasmTensors.ts'
import type { MaxPoolAttributes } from './maxPool.ts'

/** Vectors of channels, on all threads; assembly/maxPool.ts has the costs. */
export const maxPoolWasm: KernelConfig = {
  kernelName: 'LimnMaxPool',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const options = attributesOf('LimnMaxPool', attrs)
    const y = backend.makeOutput([...options.outputShape], 'float32')
    const [batch, outHeight] = options.outputShape
    kernelsOf(backend).run(
      'poolGreatest',
      windowsOf(options, [addressOf(backend, requireInput(inputs, 'x'))], addressOf(backend, y)),
      batch * outHeight,
    )
    return y
  },
}

export const maxPoolGradWasm: KernelConfig = {
  kernelName: 'LimnMaxPoolGrad',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const options = attributesOf('LimnMaxPoolGrad', attrs)
    const dx = backend.makeOutput([...options.inputShape], 'float32')
    readFloats(backend, dx).fill(0)
    const given = ['dy', 'x', 'y'].map((name) => addressOf(backend, requireInput(inputs, name)))
    const [batch, , , channels] = options.inputShape
    kernelsOf(backend).run(
      'spreadGreatest',
      windowsOf(options, given, addressOf(backend, dx)),
      batch * Math.ceil(channels / 16),
    )
    return dx
  },
}

/** Parameters in the order of assembly/maxPool.ts. */
function windowsOf(
  { inputShape, outputShape, size, strides, padding }: MaxPoolAttributes,
  inputs: readonly number[],
  output: number,
): number[] {
  const [, height, width, channels] = inputShape
  return [
    ...[...inputs, height, width, channels, ...size, ...strides, ...padding],
    ...[output, outputShape[1], outputShape[2]],
  ]
}
