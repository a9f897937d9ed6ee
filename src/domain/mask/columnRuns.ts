import type { MaskRle } from '../maskRle.ts'

/**
 * Visits the foreground as vertical runs, left to right and downwards: rows `top` up to but not including `bottom` of
 * column `x`. A run that goes on in the next column is cut at the border.
 */
export function forEachColumnRun(
  { size: { height }, counts }: MaskRle,
  visit: (x: number, top: number, bottom: number) => void,
): void {
  let position = 0
  for (let i = 0; i < counts.length; i++) {
    const end = position + (counts[i] ?? 0)
    if (i % 2 === 0) position = end
    while (position < end) {
      const x = Math.floor(position / height)
      const columnStart = x * height
      const runEnd = Math.min(end, columnStart + height)
      visit(x, position - columnStart, runEnd - columnStart)
      position = runEnd
    }
  }
}
