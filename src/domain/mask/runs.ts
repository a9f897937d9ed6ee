import { fail } from '../failure.ts'
import type { ImageSize } from '../image.ts'
import type { MaskRle } from '../maskRle.ts'
import { RunBuilder } from './runBuilder.ts'

/**
 * A mask from run lengths (column-major, zeros first). Empty runs inside are joined away, as some writers leave them.
 * Throws a LimnError 'bad-request' when a run is negative or fractional, or the runs do not fill the picture.
 */
export function maskFromRuns(runs: ArrayLike<number>, size: ImageSize): MaskRle {
  const builder = new RunBuilder()
  let total = 0
  for (let i = 0; i < runs.length; i++) {
    const run = runs[i] ?? 0
    if (!Number.isInteger(run) || run < 0) {
      fail(
        'bad-request',
        `Run ${i} of a mask is ${run}, which is no length.`,
        'Check the file that holds this mask.',
      )
    }
    builder.append(i % 2 === 0 ? 0 : 1, run)
    total += run
  }
  if (total !== size.width * size.height) {
    fail(
      'bad-request',
      `The runs of a mask cover ${total} pixels where its picture of ${size.width} × ${size.height} has ${size.width * size.height}.`,
      'Check that the mask belongs to this picture.',
    )
  }
  return builder.finish(size)
}
