import type { MaskRle } from '../maskRle.ts'
import { RunBuilder } from '../mask/runBuilder.ts'
import type { LabelMap } from './labelMap.ts'

/** One mask a region, in the order of their numbers; a number that no pixel has gives an empty mask. */
export function masksOfLabels({ labels, size, count }: LabelMap): MaskRle[] {
  const { width, height } = size
  const builders = Array.from({ length: count }, () => ({ runs: new RunBuilder(), filled: 0 }))
  const append = (label: number, start: number, end: number): void => {
    const builder = builders[label - 1]
    if (builder === undefined) return
    builder.runs.append(0, start - builder.filled)
    builder.runs.append(1, end - start)
    builder.filled = end
  }
  for (let x = 0; x < width; x++) {
    for (let y = 0; y < height;) {
      const label = labels[y * width + x] ?? 0
      const start = y
      while (y < height && labels[y * width + x] === label) y++
      if (label !== 0) append(label, x * height + start, x * height + y)
    }
  }
  return builders.map(({ runs, filled }) => {
    runs.append(0, width * height - filled)
    return runs.finish(size)
  })
}
