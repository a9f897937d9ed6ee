import type { Box } from './box.ts'
import type { ImageSize } from './image.ts'

/** A chip that wants a place beside its object. Stage frame, CSS pixels. */
export interface LabelRequest {
  readonly id: string
  readonly objectBox: Box
  readonly width: number
  readonly height: number
}

/** Objects with a shorter side than this are too small for a chip; they show it on hover. */
const SMALLEST_OBJECT_PX = 18
/** A chip may be this much wider than its object before it says nothing about where it belongs. */
const WIDEST_SHARE = 4
const GAP_PX = 2

/**
 * Greedy placement, in the order given (best first): above the top left corner, above the top right, below, then
 * inside the corners. A chip never covers another; where no room is left it stays away. Returns the chip boxes by id.
 */
export function placeLabels(
  requests: readonly LabelRequest[],
  canvasSize: ImageSize,
): ReadonlyMap<string, Box> {
  const placed = new Map<string, Box>()
  const grid = makeGrid()
  for (const request of requests) {
    const { objectBox, width } = request
    if (Math.min(objectBox.width, objectBox.height) < SMALLEST_OBJECT_PX) continue
    if (width > objectBox.width * WIDEST_SHARE) continue
    const free = candidatesFor(request, canvasSize).find((box) => !grid.touches(box))
    if (free === undefined) continue
    placed.set(request.id, free)
    grid.add(free)
  }
  return placed
}

/** Where a chip goes when it must be shown (hovered, selected): its best place within the canvas. */
export function placeLabelRegardless(request: LabelRequest, canvasSize: ImageSize): Box {
  const [best] = candidatesFor(request, canvasSize)
  if (best !== undefined) return best
  const { objectBox, width, height } = request
  return {
    x: Math.max(0, Math.min(objectBox.x, canvasSize.width - width)),
    y: Math.max(0, Math.min(objectBox.y - height - GAP_PX, canvasSize.height - height)),
    width,
    height,
  }
}

/** Places in order of taste that lie within the canvas, around the part of the object that is seen. */
function candidatesFor({ objectBox, width, height }: LabelRequest, canvasSize: ImageSize): Box[] {
  const left = Math.max(objectBox.x, 0)
  const top = Math.max(objectBox.y, 0)
  const right = Math.min(objectBox.x + objectBox.width, canvasSize.width)
  const bottom = Math.min(objectBox.y + objectBox.height, canvasSize.height)
  if (left >= right || top >= bottom) return []
  const above = objectBox.y - height - GAP_PX
  const below = objectBox.y + objectBox.height + GAP_PX
  const corners: readonly (readonly [number, number])[] = [
    [left, above],
    [right - width, above],
    [left, below],
    [right - width, below],
    [left + GAP_PX, top + GAP_PX],
    [right - width - GAP_PX, top + GAP_PX],
    [left + GAP_PX, bottom - height - GAP_PX],
    [right - width - GAP_PX, bottom - height - GAP_PX],
  ]
  return corners
    .map(([x, y]) => ({ x, y, width, height }))
    .filter(
      (box) =>
        box.x >= 0 &&
        box.y >= 0 &&
        box.x + width <= canvasSize.width &&
        box.y + height <= canvasSize.height,
    )
}

const CELL_PX = 64

/** Buckets of placed chips, so that 300 chips do not cost 300² comparisons on every frame. */
function makeGrid(): { touches(box: Box): boolean; add(box: Box): void } {
  const cells = new Map<string, Box[]>()
  const keysOf = (box: Box): string[] => {
    const keys: string[] = []
    const lastColumn = Math.floor((box.x + box.width + GAP_PX) / CELL_PX)
    const lastRow = Math.floor((box.y + box.height + GAP_PX) / CELL_PX)
    for (let row = Math.floor(box.y / CELL_PX); row <= lastRow; row++) {
      for (let column = Math.floor(box.x / CELL_PX); column <= lastColumn; column++) {
        keys.push(`${column} ${row}`)
      }
    }
    return keys
  }
  return {
    touches: (box) =>
      keysOf(box).some((key) => cells.get(key)?.some((other) => overlap(box, other)) ?? false),
    add: (box) => {
      for (const key of keysOf(box)) {
        const cell = cells.get(key)
        if (cell === undefined) cells.set(key, [box])
        else cell.push(box)
      }
    },
  }
}

/** Whether two chips are nearer than a hair. */
function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + GAP_PX &&
    b.x < a.x + a.width + GAP_PX &&
    a.y < b.y + b.height + GAP_PX &&
    b.y < a.y + a.height + GAP_PX
  )
}
