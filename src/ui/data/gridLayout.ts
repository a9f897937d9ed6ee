export interface GridView {
  /** CSS pixels scrolled. */
  readonly scrollTop: number
  readonly width: number
  readonly height: number
  readonly count: number
}

export interface GridLayout {
  readonly columns: number
  readonly rowHeight: number
  /** Of all rows together. */
  readonly height: number
  /** The cells worth having in the page: first included, last excluded. */
  readonly first: number
  readonly end: number
  readonly place: (index: number) => { left: number; top: number; width: number; height: number }
}

const MIN_CELL_WIDTH = 148
const GAP = 12
/** The name under the picture. */
const CAPTION = 30
const OVERSCAN_ROWS = 2

/** Cells of one width that fill the rows, pictures four to three. */
export function gridLayout({ scrollTop, width, height, count }: GridView): GridLayout {
  const columns = Math.max(1, Math.floor((width + GAP) / (MIN_CELL_WIDTH + GAP)))
  const cellWidth = Math.max(1, (width - (columns - 1) * GAP) / columns)
  const cellHeight = Math.round(cellWidth * 0.75) + CAPTION
  const rowHeight = cellHeight + GAP
  const firstRow = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN_ROWS)
  const endRow = Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN_ROWS
  return {
    columns,
    rowHeight,
    height: Math.ceil(count / columns) * rowHeight,
    first: width === 0 ? 0 : Math.min(count, firstRow * columns),
    end: width === 0 ? 0 : Math.min(count, endRow * columns),
    place: (index) => ({
      left: (index % columns) * (cellWidth + GAP),
      top: Math.floor(index / columns) * rowHeight,
      width: cellWidth,
      height: cellHeight,
    }),
  }
}
