import type { Outline } from '../../domain/instance.ts'
import { simplifyOutline } from '../../domain/mask/simplifyOutline.ts'
import { PIXELATED_SCALE } from '../stage/viewTransform.ts'

/** Removes the staircase of a pixel border, whose corners lie up to √½ pixel off the line it stands for. */
const STAIRCASE_PX = 0.75
/** What nobody sees: half a screen pixel. */
const UNSEEN_SCREEN_PX = 0.5

/**
 * How far, in image pixels, a drawn outline may leave the true one at a zoom of `scale` CSS pixels per image pixel.
 * Half a screen pixel at the near end of the zoom's half octave, so that one path serves all of it; never less than
 * the staircase of the pixel border, until pixels themselves are shown: then outlines follow their corners exactly.
 */
export function outlineTolerance(scale: number, pixelRatio: number): number {
  if (scale >= PIXELATED_SCALE) return 0
  const halfOctave = Math.floor(2 * Math.log2(scale * pixelRatio))
  return Math.max(STAIRCASE_PX, UNSEEN_SCREEN_PX / 2 ** ((halfOctave + 1) / 2))
}

/** An outline at one level of detail, ready for `fill(path, 'evenodd')` and `stroke(path)`. Image frame. */
export interface OutlinePath {
  readonly path: Path2D
  /** Corners in it: what it costs to draw. */
  readonly corners: number
}

const cache = new WeakMap<Outline, Map<number, OutlinePath>>()

/** Outlines are immutable, so a path is built once per level of detail and dies with its outline. */
export function outlinePath(outline: Outline, tolerance: number): OutlinePath {
  let levels = cache.get(outline)
  if (levels === undefined) {
    levels = new Map()
    cache.set(outline, levels)
  }
  let level = levels.get(tolerance)
  if (level === undefined) {
    level = buildPath(simplifyOutline(outline, tolerance))
    levels.set(tolerance, level)
  }
  return level
}

function buildPath(outline: Outline): OutlinePath {
  const path = new Path2D()
  let corners = 0
  for (const ring of outline) {
    path.moveTo(ring[0] ?? 0, ring[1] ?? 0)
    for (let at = 2; at < ring.length; at += 2) path.lineTo(ring[at] ?? 0, ring[at + 1] ?? 0)
    path.closePath()
    corners += ring.length / 2
  }
  return { path, corners }
}
