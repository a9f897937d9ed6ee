import type { Draw, DrawnInput } from './draw.ts'

/** Corners at quarters, which float32 holds exactly: [count, 4] x1, y1, x2, y2; some have no extent. */
export function drawBoxes(draw: Draw, count: number): DrawnInput {
  const values = new Float32Array(count * 4)
  for (let box = 0; box < count; box++) {
    for (const axis of [0, 1]) {
      const low = draw.integer(0, 160) / 4
      values[box * 4 + axis] = low
      values[box * 4 + axis + 2] = low + Math.max(draw.integer(-3, 80), 0) / 4
    }
  }
  return { shape: [count, 4], values, isFixed: true }
}
