/** What an anchor is to the objects of a picture: the object it matches, or one of these. */
export const BACKGROUND = -1
/** Between the thresholds: neither an example of an object nor of background. */
export const AMBIGUOUS = -2

export interface MatchOptions {
  readonly foregroundOverlap: number
  readonly backgroundOverlap: number
  /** Whether each object also takes the boxes that overlap it most, however little that is. */
  readonly allowLowQuality: boolean
}

/**
 * torchvision's Matcher (torchvision/models/detection/_utils.py) on overlaps that are computed as they are needed.
 *
 * @param overlapOf IoU of an object with a box, in float32: that two boxes tie is decided to the last bit
 * @returns [boxes] the object of each, BACKGROUND or AMBIGUOUS
 */
export function matchBoxes(
  counts: { readonly objects: number; readonly boxes: number },
  overlapOf: (object: number, box: number) => number,
  { foregroundOverlap, backgroundOverlap, allowLowQuality }: MatchOptions,
): Int32Array {
  const best = new Float32Array(counts.boxes).fill(-1)
  const match = new Int32Array(counts.boxes).fill(BACKGROUND)
  if (counts.objects === 0) return match
  const rows: Float32Array[] = []
  for (let object = 0; object < counts.objects; object++) {
    const row = new Float32Array(counts.boxes)
    for (let box = 0; box < counts.boxes; box++) {
      const overlap = overlapOf(object, box)
      row[box] = overlap
      if (overlap > (best[box] ?? 0)) {
        best[box] = overlap
        match[box] = object
      }
    }
    rows.push(row)
  }
  const lowQuality = allowLowQuality ? findBest(rows) : new Set<number>()
  for (let box = 0; box < counts.boxes; box++) {
    const overlap = best[box] ?? 0
    if (overlap >= foregroundOverlap || lowQuality.has(box)) continue
    match[box] = overlap < backgroundOverlap ? BACKGROUND : AMBIGUOUS
  }
  return match
}

/** Every box that overlaps some object as much as no other does. */
function findBest(rows: readonly Float32Array[]): Set<number> {
  const found = new Set<number>()
  for (const row of rows) {
    let highest = -Infinity
    for (const overlap of row) highest = Math.max(highest, overlap)
    row.forEach((overlap, box) => overlap === highest && found.add(box))
  }
  return found
}

/**
 * Matches anchors to the boxes of objects.
 *
 * @param anchors [count, 4] x1, y1, x2, y2
 * @param objects [count, 4]
 */
export function matchAnchors(
  anchors: Float32Array,
  objects: Float32Array,
  options: MatchOptions,
): Int32Array {
  const anchorAreas = areasOf(anchors)
  const objectAreas = areasOf(objects)
  const overlapOf = (object: number, anchor: number): number => {
    const { fround } = Math
    const [o, a] = [object * 4, anchor * 4]
    const right = Math.min(objects[o + 2] ?? 0, anchors[a + 2] ?? 0)
    const width = fround(right - Math.max(objects[o] ?? 0, anchors[a] ?? 0))
    if (width <= 0) return 0
    const bottom = Math.min(objects[o + 3] ?? 0, anchors[a + 3] ?? 0)
    const height = fround(bottom - Math.max(objects[o + 1] ?? 0, anchors[a + 1] ?? 0))
    if (height <= 0) return 0
    const shared = fround(width * height)
    const both = fround((objectAreas[object] ?? 0) + (anchorAreas[anchor] ?? 0))
    return fround(shared / fround(both - shared))
  }
  const counts = { objects: objects.length / 4, boxes: anchors.length / 4 }
  return matchBoxes(counts, overlapOf, options)
}

function areasOf(boxes: Float32Array): Float32Array {
  const { fround } = Math
  return Float32Array.from({ length: boxes.length / 4 }, (_, i) => {
    const width = fround((boxes[i * 4 + 2] ?? 0) - (boxes[i * 4] ?? 0))
    return width * fround((boxes[i * 4 + 3] ?? 0) - (boxes[i * 4 + 1] ?? 0))
  })
}
