import type { ImageSize } from './image.ts'

/** Axis-aligned box as COCO stores it: top left corner, width and height, in pixels of its frame. */
export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function boxArea(box: Box): number {
  return Math.max(0, box.width) * Math.max(0, box.height)
}

/** Intersection over union, 0 for empty boxes. */
export function boxIou(a: Box, b: Box): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y)
  if (width <= 0 || height <= 0) return 0
  const intersection = width * height
  return intersection / (boxArea(a) + boxArea(b) - intersection)
}

/** The part two boxes share; a box without area where they share none. */
export function boxIntersection(a: Box, b: Box): Box {
  const x = Math.max(a.x, b.x)
  const y = Math.max(a.y, b.y)
  return {
    x,
    y,
    width: Math.max(0, Math.min(a.x + a.width, b.x + b.width) - x),
    height: Math.max(0, Math.min(a.y + a.height, b.y + b.height) - y),
  }
}

/** The part of `box` that lies inside the picture. */
export function clipBox(box: Box, size: ImageSize): Box {
  const x = Math.min(Math.max(box.x, 0), size.width)
  const y = Math.min(Math.max(box.y, 0), size.height)
  return {
    x,
    y,
    width: Math.max(0, Math.min(box.x + box.width, size.width) - x),
    height: Math.max(0, Math.min(box.y + box.height, size.height) - y),
  }
}

/** The box spanned by two corners given in any order. */
export function boxBetween(a: { x: number; y: number }, b: { x: number; y: number }): Box {
  return {
    x: Math.min(a.x, b.x),
    y: Math.min(a.y, b.y),
    width: Math.abs(a.x - b.x),
    height: Math.abs(a.y - b.y),
  }
}
