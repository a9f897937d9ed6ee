import type { HostValues } from '../host/hostKernels.ts'
import type { RoiAlignAttributes } from './roiAlign.ts'
import { sampleRoiAxis } from './roiAxis.ts'

type CellVisitor = (cell: number, weight: number) => void

/** Names each bin by the index of its first channel, and the cells it takes from by the index of theirs. */
export function visitBins(
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
