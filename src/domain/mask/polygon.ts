import type { ImageSize } from '../image.ts'
import type { MaskRle } from '../maskRle.ts'
import { mergeMasks } from './merge.ts'
import { maskFromRuns } from './runs.ts'

/** The reference walks the outline on a grid five times finer than the pixels. */
const SCALE = 5

/**
 * Fills one closed polygon [x0, y0, x1, y1, …] (pixel corners are whole numbers) exactly as pycocotools does
 * (maskApi.c `rleFrPoly`): the outline is walked on a 5x finer grid, and wherever it crosses the middle of a pixel
 * column the mask flips from there down. Parts outside the picture are cut away.
 */
export function polygonToMask(polygon: ArrayLike<number>, size: ImageSize): MaskRle {
  const flips = new FlipList()
  const corners = Math.floor(polygon.length / 2)
  const corner = (index: number) => Math.trunc(SCALE * (polygon[index] ?? 0) + 0.5)
  let lastX = 0
  let lastY = 0
  for (let from = 0; from < corners; from++) {
    const to = (from + 1) % corners
    walkEdge(
      { x: corner(2 * from), y: corner(2 * from + 1) },
      { x: corner(2 * to), y: corner(2 * to + 1) },
      (x, y, isFirstOfEdge) => {
        const isFirst = from === 0 && isFirstOfEdge
        if (!isFirst && x !== lastX) addFlip(flips, { x, y, lastX, lastY, size })
        lastX = x
        lastY = y
      },
    )
  }
  return maskFromFlips(flips.sorted(), size)
}

/** The union of several polygons, as COCO stores an object in parts. At least one part is needed. */
export function polygonsToMask(parts: readonly ArrayLike<number>[], size: ImageSize): MaskRle {
  return mergeMasks(
    parts.map((part) => polygonToMask(part, size)),
    'union',
  )
}

interface GridPoint {
  readonly x: number
  readonly y: number
}

/**
 * Visits the grid points of an edge in its direction. Points are always computed from the end with the smaller major
 * coordinate, so that an edge and its reverse round alike and neighbours share their border.
 */
function walkEdge(
  from: GridPoint,
  to: GridPoint,
  visit: (x: number, y: number, isFirst: boolean) => void,
): void {
  const dx = Math.abs(to.x - from.x)
  const dy = Math.abs(to.y - from.y)
  const isFlat = dx >= dy
  const isBackward = isFlat ? from.x > to.x : from.y > to.y
  const start = isBackward ? to : from
  const end = isBackward ? from : to
  const length = Math.max(dx, dy)
  // Two equal corners make an edge of one point, whose slope plays no part.
  const slope = (isFlat ? end.y - start.y : end.x - start.x) / Math.max(length, 1)
  for (let step = 0; step <= length; step++) {
    const t = isBackward ? length - step : step
    const minor = Math.trunc((isFlat ? start.y : start.x) + slope * t + 0.5)
    if (isFlat) visit(start.x + t, minor, step === 0)
    else visit(minor, start.y + t, step === 0)
  }
}

/** One grid step sideways: notes a flip when it crosses the middle of a column inside the picture. */
function addFlip(
  flips: FlipList,
  step: { x: number; y: number; lastX: number; lastY: number; size: ImageSize },
): void {
  const { width, height } = step.size
  const column = ((step.x < step.lastX ? step.x : step.x - 1) + 0.5) / SCALE - 0.5
  if (Math.floor(column) !== column || column < 0 || column > width - 1) return
  const row = (Math.min(step.y, step.lastY) + 0.5) / SCALE - 0.5
  flips.add(column * height + Math.ceil(Math.min(Math.max(row, 0), height)))
}

/** Pairs of equal flips cancel out; maskFromRuns joins the empty runs they would leave. */
function maskFromFlips(flips: Uint32Array, size: ImageSize): MaskRle {
  const runs = new Uint32Array(flips.length + 1)
  let last = 0
  flips.forEach((flip, index) => {
    runs[index] = flip - last
    last = flip
  })
  runs[flips.length] = size.width * size.height - last
  return maskFromRuns(runs, size)
}

class FlipList {
  #flips = new Uint32Array(256)
  #length = 0

  add(position: number): void {
    if (this.#length === this.#flips.length) {
      const grown = new Uint32Array(this.#length * 2)
      grown.set(this.#flips)
      this.#flips = grown
    }
    this.#flips[this.#length++] = position
  }

  sorted(): Uint32Array {
    return this.#flips.slice(0, this.#length).sort()
  }
}
