import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { visitBins } from './visitBins.ts'

/**
 * A bin is a weighted sum of cells, and a cell's weight the product of a row's and a column's, since samples lie on a
 * grid. So the weights of each axis are found once a box, and samples that meet in a cell cost one product together:
 * at most 2 · 16 · channels FLOP a bin with the ratio 2. Sums run in float64 over whole rows of channels.
 */
export const roiAlignHost: readonly KernelConfig[] = [
  ...hostKernels('LimnRoiAlign', (inputs, attrs) => {
    const options = attributesOf('LimnRoiAlign', attrs)
    const features = requireInput(inputs, 'features')
    const rois = requireInput(inputs, 'rois')
    const [height, width] = options.outputSize
    const channels = options.featureShape[3]
    return {
      shape: [rois.shape[0] ?? 0, height, width, channels],
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(features)
        const sums = new Float64Array(channels)
        visitBins(read(rois), options, (bin, visitCells) => {
          sums.fill(0)
          visitCells((cell, weight) => {
            for (let c = 0; c < channels; c++) {
              sums[c] = (sums[c] ?? 0) + weight * (source[cell + c] ?? 0)
            }
          })
          output.set(sums, bin)
        })
      },
    }
  }),
  ...hostKernels('LimnRoiAlignGrad', (inputs, attrs) => {
    const options = attributesOf('LimnRoiAlignGrad', attrs)
    const dy = requireInput(inputs, 'dy')
    const rois = requireInput(inputs, 'rois')
    const channels = options.featureShape[3]
    return {
      shape: options.featureShape,
      dtype: 'float32',
      fill: (output, read) => {
        const source = read(dy)
        const sums = new Float64Array(output.length)
        visitBins(read(rois), options, (bin, visitCells) => {
          visitCells((cell, weight) => {
            for (let c = 0; c < channels; c++) {
              sums[cell + c] = (sums[cell + c] ?? 0) + weight * (source[bin + c] ?? 0)
            }
          })
        })
        output.set(sums)
      },
    }
  }),
]
