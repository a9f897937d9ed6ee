import type { Tensor } from './tensor.ts'

/**
 * Undoes TinyViT's expansion of its relative position bias.
 *
 * TinyViT learns one bias a head and offset (|dy|, |dx|) between two cells of a window; an export holds them spread
 * out as [heads, cells, cells]. Row 0, the top left cell, meets each offset once and in raster order, which is also
 * the order of the learned parameter (https://github.com/ChaoningZhang/MobileSAM, mobile_sam/modeling/tiny_vit_sam.py,
 * `Attention`).
 *
 * @param expanded [heads, cells, cells] with cells = side * side
 * @returns [heads, cells]; the bias between cells p and q is at |py - qy| * side + |px - qx|
 * Throws when the values do not follow that rule, because then nothing smaller can stand for them.
 */
export function compactAttentionBias(expanded: Tensor): Tensor {
  const [heads = 0, cells = 0, columns] = expanded.shape
  const side = Math.sqrt(cells)
  if (expanded.shape.length !== 3 || columns !== cells || !Number.isInteger(side)) {
    throw new Error(`[${expanded.shape.join()}] is not [heads, cells, cells] of a square window.`)
  }
  const compact = new Float32Array(heads * cells)
  for (let head = 0; head < heads; head++) {
    const start = head * cells * cells
    compact.set(expanded.data.subarray(start, start + cells), head * cells)
    for (let p = 0; p < cells; p++) {
      for (let q = 0; q < cells; q++) {
        const offset = offsetIndex(p, q, side)
        if (expanded.data[start + p * cells + q] !== compact[head * cells + offset]) {
          throw new Error(`The bias between cells ${p} and ${q} is not that of their offset.`)
        }
      }
    }
  }
  return { shape: [heads, cells], data: compact }
}

function offsetIndex(p: number, q: number, side: number): number {
  const dy = Math.abs(Math.floor(p / side) - Math.floor(q / side))
  const dx = Math.abs((p % side) - (q % side))
  return dy * side + dx
}
