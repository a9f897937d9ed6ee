export interface StripView {
  /** CSS pixels scrolled. */
  readonly scrollLeft: number
  readonly viewportWidth: number
  readonly cellWidth: number
  readonly count: number
  /** Cells kept ready on either side. */
  readonly overscan: number
}

/** The cells worth having in the page: first included, last excluded. */
export function visibleRange(view: StripView): { readonly first: number; readonly end: number } {
  const { scrollLeft, viewportWidth, cellWidth, count, overscan } = view
  const first = Math.floor(scrollLeft / cellWidth) - overscan
  const end = Math.ceil((scrollLeft + viewportWidth) / cellWidth) + overscan
  return { first: Math.max(0, Math.min(first, count)), end: Math.min(count, Math.max(end, 0)) }
}

/** Where to scroll so that the whole cell and half a neighbour are in sight; the same place when they are. */
export function scrollToCell(index: number, view: StripView): number {
  const { scrollLeft, viewportWidth, cellWidth, count } = view
  const margin = Math.min(cellWidth / 2, Math.max(0, (viewportWidth - cellWidth) / 2))
  const left = index * cellWidth - margin
  const right = (index + 1) * cellWidth + margin - viewportWidth
  const limit = Math.max(0, count * cellWidth - viewportWidth)
  const wanted = scrollLeft > left ? left : scrollLeft < right ? right : scrollLeft
  return Math.min(Math.max(wanted, 0), limit)
}
