import type { HostValues } from '../host/hostKernels.ts'

const { fround } = Math

/** Areas of [count, 4] boxes, negative where one is turned inside out along one axis; float32 as torchvision's. */
export function boxAreas(boxes: HostValues): Float32Array {
  return Float32Array.from({ length: boxes.length / 4 }, (_, i) => {
    const width = fround((boxes[4 * i + 2] ?? 0) - (boxes[4 * i] ?? 0))
    return width * fround((boxes[4 * i + 3] ?? 0) - (boxes[4 * i + 1] ?? 0))
  })
}

/** Area that box `i` of `a` and box `j` of `b` share. */
export function intersectionOf(a: HostValues, i: number, b: HostValues, j: number): number {
  const width = sharedSide(a, 4 * i, b, 4 * j)
  return fround(width * sharedSide(a, 4 * i + 1, b, 4 * j + 1))
}

/** Along one axis, whose ends lie two values apart. */
function sharedSide(a: HostValues, atA: number, b: HostValues, atB: number): number {
  const start = Math.max(a[atA] ?? 0, b[atB] ?? 0)
  const end = Math.min(a[atA + 2] ?? 0, b[atB + 2] ?? 0)
  return Math.max(fround(end - start), 0)
}

/** Area that two boxes cover together. */
export function unionOf(areaA: number, areaB: number, intersection: number): number {
  return fround(fround(areaA + areaB) - intersection)
}
