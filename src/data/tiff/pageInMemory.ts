import type { TiffPage } from './readTiff.ts'
import { sampledPlaces, sampledSize, type TiffPicture } from './tiffPicture.ts'

/** A page that was decoded as a whole. */
export function pageInMemory(page: TiffPage): TiffPicture {
  const { width, height, channels, samples } = page
  const take = (columns: ArrayLike<number>, rows: ArrayLike<number>): TiffPage => {
    const taken = samples.slice(0, columns.length * rows.length * channels)
    let to = 0
    for (let y = 0; y < rows.length; y++) {
      for (let x = 0; x < columns.length; x++) {
        const from = ((rows[y] ?? 0) * width + (columns[x] ?? 0)) * channels
        for (let c = 0; c < channels; c++) taken[to++] = samples[from + c] ?? 0
      }
    }
    return { width: columns.length, height: rows.length, channels, samples: taken }
  }
  const range = (start: number, length: number) => Int32Array.from({ length }, (_, i) => start + i)
  return {
    size: { width, height },
    channels,
    heldBytes: samples.byteLength,
    samples: (box) => Promise.resolve(take(range(box.x, box.width), range(box.y, box.height))),
    sampled: ({ maxPixels }) => {
      const small = sampledSize(page, maxPixels)
      if (small.width === width && small.height === height) return Promise.resolve(page)
      return Promise.resolve(
        take(sampledPlaces(width, small.width), sampledPlaces(height, small.height)),
      )
    },
  }
}
