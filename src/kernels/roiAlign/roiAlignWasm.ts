import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm } from '../wasm/kernelModule.ts'
import { collectWeights, weighRows } from '../wasm/weighRows.ts'
import { readFloats, requireInput } from '../wasm/wasmTensors.ts'
import { visitBins } from './visitBins.ts'

/**
 * Bins as weighted sums of cells, whole rows of channels: the weights of each box are found once (visitBins.ts), some
 * 9 to 16 a bin, and one kernel adds, 2 FLOP and 4 bytes a weight and channel.
 */
export const roiAlignWasm: KernelConfig = {
  kernelName: 'LimnRoiAlign',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const options = attributesOf('LimnRoiAlign', attrs)
    const rois = requireInput(inputs, 'rois')
    const [height, width] = options.outputSize
    const channels = options.featureShape[3]
    const count = rois.shape[0] ?? 0
    const weights = collectWeights(count * height * width, (add) => {
      visitBins(readFloats(backend, rois), options, (bin, visitCells) => {
        visitCells((cell, weight) => {
          add(bin / channels, cell / channels, weight)
        })
      })
    })
    const features = requireInput(inputs, 'features')
    return weighRows(backend, weights, features, [count, height, width, channels])
  },
}

/** The same weights by their cells: each gathers from its bins, in the order of the boxes. */
export const roiAlignGradWasm: KernelConfig = {
  kernelName: 'LimnRoiAlignGrad',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const options = attributesOf('LimnRoiAlignGrad', attrs)
    const rois = requireInput(inputs, 'rois')
    const [batch, height, width, channels] = options.featureShape
    const weights = collectWeights(batch * height * width, (add) => {
      visitBins(readFloats(backend, rois), options, (bin, visitCells) => {
        visitCells((cell, weight) => {
          add(cell / channels, bin / channels, weight)
        })
      })
    })
    return weighRows(backend, weights, requireInput(inputs, 'dy'), options.featureShape)
  },
}
