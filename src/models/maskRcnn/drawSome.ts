import type { Random } from '../../domain/random.ts'

/** `count` of the items without order and without repeats; all of them, and no draw, when there are no more. */
export function drawSome(items: Int32Array, count: number, random: Random): Int32Array {
  if (items.length <= count) return items
  // Fisher and Yates, stopped early.
  const pool = items.slice()
  for (let i = 0; i < count; i++) {
    const at = i + random.integer(pool.length - i)
    const drawn = pool[at] ?? 0
    pool[at] = pool[i] ?? 0
    pool[i] = drawn
  }
  return pool.subarray(0, count)
}
