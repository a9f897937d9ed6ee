import { clipBox, type Box } from '../box.ts'
import type { ImageSize } from '../image.ts'
import { forEachColumnRun } from '../mask/columnRuns.ts'
import { mergeMasks } from '../mask/merge.ts'
import { RunBuilder } from '../mask/runBuilder.ts'
import type { MaskRle } from '../maskRle.ts'
import { BoxGrid } from './boxGrid.ts'
import type { LabelMap } from './labelMap.ts'
import { masksOfLabels } from './masksOfLabels.ts'

/** A part of a picture that is decoded at a time: its core is its own, around it lies what neighbours own. */
export interface Window {
  readonly core: Box
  /** The core and a margin, inside the picture. */
  readonly whole: Box
}

/** Of the grid in which pieces are looked up, pixels. */
const CELL = 256

/** Of the smaller of two pieces, how much must lie in the other for both to be of one object. */
const SAME_SHARE = 0.5

/** Windows that tile a picture, each with a margin. Whole pixels. */
export function windowsOver(
  size: ImageSize,
  { side, margin }: { readonly side: number; readonly margin: number },
): Window[] {
  const windows: Window[] = []
  for (let y = 0; y < size.height; y += side) {
    for (let x = 0; x < size.width; x += side) {
      const core = clipBox({ x, y, width: side, height: side }, size)
      const grown = {
        x: x - margin,
        y: y - margin,
        width: core.width + 2 * margin,
        height: core.height + 2 * margin,
      }
      windows.push({ core, whole: clipped(grown, size) })
    }
  }
  return windows
}

/** clipBox keeps the far side where it was only for boxes that begin inside. */
function clipped({ x, y, width, height }: Box, size: ImageSize): Box {
  const [left, top] = [Math.max(0, x), Math.max(0, y)]
  return {
    x: left,
    y: top,
    width: Math.min(x + width, size.width) - left,
    height: Math.min(y + height, size.height) - top,
  }
}

/** What is known of an object besides its mask. */
export interface ObjectFacts {
  readonly label: number
  readonly score: number
}

export interface StitchedObject extends ObjectFacts {
  readonly mask: MaskRle
}

interface Piece extends StitchedObject {
  readonly window: Window
  readonly box: Box
  /** Its first pixel, row by row, lies in the window's core. */
  readonly isOwn: boolean
  /** It reaches a side of its window that is not a side of the picture. */
  readonly isCut: boolean
}

/**
 * Collects the objects of a picture that is decoded window by window, so that each is whole and there once. An object
 * that fits a window with its margin is taken from the window whose core has its first pixel, as if the picture had
 * been decoded at once. Pieces of one that does not fit are joined where they lie on each other.
 */
export class InstanceStitcher {
  readonly #size: ImageSize
  readonly #whole: Piece[] = []
  /** The same by place: a slide has a hundred thousand of them. */
  readonly #wholeAt = new BoxGrid<Piece>(CELL)
  readonly #cut: Piece[] = []

  constructor(size: ImageSize) {
    this.#size = size
  }

  /**
   * @param found what was decoded in the window, in its own frame
   * @param facts of each object, in the order of their numbers
   */
  add(found: LabelMap, window: Window, facts: readonly ObjectFacts[]): void {
    for (const piece of piecesOf(found, { window, facts, size: this.#size })) {
      if (piece.isCut) this.#cut.push(piece)
      else if (piece.isOwn) {
        this.#whole.push(piece)
        this.#wholeAt.add(piece, piece.box)
      }
    }
  }

  /** Masks in the frame of the picture, those that were never cut first. */
  finish(): StitchedObject[] {
    const rest = this.#cut.filter((piece) => {
      for (const other of this.#wholeAt.near(piece.box)) if (areSame(piece, other)) return false
      return true
    })
    return [...this.#whole, ...joined(rest)].map(({ mask, label, score }) => ({
      mask,
      label,
      score,
    }))
  }
}

function joined(pieces: readonly Piece[]): StitchedObject[] {
  const placed = new BoxGrid<Piece>(CELL)
  const groupOf = new Map<Piece, Piece[]>()
  for (const piece of pieces) {
    let group = [piece]
    groupOf.set(piece, group)
    for (const other of placed.near(piece.box)) {
      const old = groupOf.get(other)
      if (old === undefined || old === group || !areSame(piece, other)) continue
      const [large, small] = old.length >= group.length ? [old, group] : [group, old]
      large.push(...small)
      for (const moved of small) groupOf.set(moved, large)
      group = large
    }
    placed.add(piece, piece.box)
  }
  const groups = [...new Set(groupOf.values())]
  return groups
    .filter((group) => group.some(({ isOwn }) => isOwn))
    .map((group) => ({
      mask: mergeMasks(
        group.map(({ mask }) => mask),
        'union',
      ),
      label: group[0]?.label ?? 1,
      score: group.reduce((sum, { score }) => sum + score, 0) / group.length,
    }))
}

/** Whether two pieces show the same object, judged where both windows look. */
function areSame(a: Piece, b: Piece): boolean {
  if (a.window === b.window || a.label !== b.label) return false
  const shared = overlapOf(a.window.whole, b.window.whole)
  if (shared === null || overlapOf(a.box, b.box) === null) return false
  const both = areaWithin(mergeMasks([a.mask, b.mask], 'intersection'), shared)
  const least = Math.min(areaWithin(a.mask, shared), areaWithin(b.mask, shared))
  return both > 0 && both >= SAME_SHARE * least
}

function piecesOf(
  found: LabelMap,
  {
    window,
    facts,
    size,
  }: {
    readonly window: Window
    readonly facts: readonly ObjectFacts[]
    readonly size: ImageSize
  },
): Piece[] {
  const { labels, count } = found
  const { whole, core } = window
  const { width, height } = found.size
  const first = new Int32Array(count + 1).fill(-1)
  const bounds = Array.from({ length: count + 1 }, () => ({
    left: width,
    top: height,
    right: -1,
    bottom: -1,
  }))
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0
    const bound = bounds[label]
    if (label === 0 || bound === undefined) continue
    if (first[label] === -1) first[label] = at
    const [x, y] = [at % width, Math.floor(at / width)]
    bound.left = Math.min(bound.left, x)
    bound.right = Math.max(bound.right, x)
    bound.top = Math.min(bound.top, y)
    bound.bottom = Math.max(bound.bottom, y)
  }
  return masksOfLabels(found).flatMap((mask, i): Piece[] => {
    const bound = bounds[i + 1]
    const anchor = first[i + 1] ?? -1
    if (bound === undefined || anchor < 0) return []
    const x = whole.x + (anchor % width)
    const y = whole.y + Math.floor(anchor / width)
    return [
      {
        mask: placeMask(mask, whole, size),
        label: facts[i]?.label ?? 1,
        score: facts[i]?.score ?? 0,
        window,
        box: {
          x: whole.x + bound.left,
          y: whole.y + bound.top,
          width: bound.right - bound.left + 1,
          height: bound.bottom - bound.top + 1,
        },
        isOwn: x >= core.x && x < core.x + core.width && y >= core.y && y < core.y + core.height,
        isCut:
          (bound.left === 0 && whole.x > 0) ||
          (bound.top === 0 && whole.y > 0) ||
          (bound.right === width - 1 && whole.x + width < size.width) ||
          (bound.bottom === height - 1 && whole.y + height < size.height),
      },
    ]
  })
}

/** A mask of a part of a picture as a mask of the whole. */
export function placeMask(
  mask: MaskRle,
  { x: left, y: top }: { readonly x: number; readonly y: number },
  size: ImageSize,
): MaskRle {
  const builder = new RunBuilder()
  let filled = 0
  forEachColumnRun(mask, (x, from, to) => {
    const start = (left + x) * size.height + top + from
    builder.append(0, start - filled)
    builder.append(1, to - from)
    filled = start + to - from
  })
  builder.append(0, size.width * size.height - filled)
  return builder.finish(size)
}

function overlapOf(a: Box, b: Box): Box | null {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  const width = Math.min(a.x + a.width, b.x + b.width) - x
  const height = Math.min(a.y + a.height, b.y + b.height) - y
  return width <= 0 || height <= 0 ? null : { x, y, width, height }
}

function areaWithin(mask: MaskRle, box: Box): number {
  let area = 0
  forEachColumnRun(mask, (x, top, bottom) => {
    if (x < box.x || x >= box.x + box.width) return
    area += Math.max(0, Math.min(bottom, box.y + box.height) - Math.max(top, box.y))
  })
  return area
}
