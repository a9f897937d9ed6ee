import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm } from '../wasm/kernelModule.ts'
import { collectWeights, weighRows } from '../wasm/weighRows.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { visitTaps } from './visitTaps.ts'

/** Outputs as weighted sums of one to four cells: 2 FLOP a tap and value, four values at once. */
export const resizeWasm: KernelConfig = {
  kernelName: 'LimnResize',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const options = attributesOf('LimnResize', attrs)
    const [batch, , , channels] = options.inputShape
    const [outHeight, outWidth] = options.outputSize
    const weights = collectWeights(batch * outHeight * outWidth, (add) => {
      visitTaps(options, add)
    })
    const x = requireInput(inputs, 'x')
    return weighRows(asWasm(backend), weights, x, [batch, outHeight, outWidth, channels])
  },
}

/** The same by their cells. */
export const resizeGradWasm: KernelConfig = {
  kernelName: 'LimnResizeGrad',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const options = attributesOf('LimnResizeGrad', attrs)
    const [batch, height, width] = options.inputShape
    const weights = collectWeights(batch * height * width, (add) => {
      visitTaps(options, (output, cell, weight) => {
        add(cell, output, weight)
      })
    })
    return weighRows(asWasm(backend), weights, requireInput(inputs, 'dy'), options.inputShape)
  },
}
