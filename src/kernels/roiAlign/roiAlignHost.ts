import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels, type HostValues } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import type { RoiAlignAttributes } from './roiAlign.ts'
import { sampleRoiAxis } from './roiAxis.ts'

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

type CellVisitor = (cell: number, weight: number) => void

/** Names each bin by the index of its first channel, and the cells it takes from by the index of theirs. */
function visitBins(
  rois: HostValues,
  options: RoiAlignAttributes,
  visitBin: (bin: number, visitCells: (visit: CellVisitor) => void) => void,
): void {
  const [batch, height, width, channels] = options.featureShape
  const [binsDown, binsAcross] = options.outputSize
  for (let roi = 0; roi * 5 < rois.length; roi++) {
    const [picture = -1, x1 = 0, y1 = 0, x2 = 0, y2 = 0] = rois.subarray(roi * 5, roi * 5 + 5)
    if (!(picture >= 0 && picture < batch)) continue
    const rows = sampleRoiAxis(y1, y2, { ...options, bins: binsDown, cells: height })
    const columns = sampleRoiAxis(x1, x2, { ...options, bins: binsAcross, cells: width })
    const share = 1 / Math.max(rows.samples * columns.samples, 1)
    const origin = Math.trunc(picture) * height * width
    for (let i = 0; i < binsDown * binsAcross; i++) {
      const down = Math.floor(i / binsAcross)
      const across = i % binsAcross
      visitBin((roi * binsDown * binsAcross + i) * channels, (visit) => {
        for (let y = rows.first[down] ?? 0; y <= (rows.last[down] ?? -1); y++) {
          const rowWeight = share * (rows.weights[down * height + y] ?? 0)
          for (let x = columns.first[across] ?? 0; x <= (columns.last[across] ?? -1); x++) {
            const weight = rowWeight * (columns.weights[across * width + x] ?? 0)
            if (weight !== 0) visit((origin + y * width + x) * channels, weight)
          }
        }
      })
    }
  }
}
