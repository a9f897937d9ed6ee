import type { KernelConfig } from '@tensorflow/tfjs-core'
import { hostKernels } from '../host/hostKernels.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { scoreKey } from '../nonMaxSuppression/scoreKey.ts'
import { requireInput } from '../wasm/wasmTensors.ts'

/** Selection by the digits of the keys, 16 bits at a time, then a sort of those that are taken: 3 n + k log k steps. */
export const topKHost: readonly KernelConfig[] = hostKernels('LimnTopK', (inputs, attrs) => {
  const { k } = attributesOf('LimnTopK', attrs)
  const x = requireInput(inputs, 'x')
  const [rows = 0, columns = 0] = x.shape
  return {
    shape: [rows, k],
    dtype: 'int32',
    fill: (output, read) => {
      const keys = Int32Array.from(read(x), scoreKey)
      for (let row = 0; row < rows; row++) {
        const own = keys.subarray(row * columns, (row + 1) * columns)
        const places = selectGreatest(own, k)
        places.sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0) || a - b)
        output.set(places, row * k)
      }
    },
  }
})

/** Places of the k greatest, in order; of equal ones on the border the first. */
function selectGreatest(keys: Int32Array, k: number): Int32Array {
  // As numbers without sign that order alike.
  const orders = Uint32Array.from(keys, (key) => key ^ 0x80000000)
  const high = findDigit(orders, k, (order) => order >>> 16)
  const low = findDigit(orders, high.remaining, (order) =>
    order >>> 16 === high.digit ? order & 0xffff : -1,
  )
  const threshold = ((high.digit << 16) | low.digit) >>> 0
  const places = new Int32Array(k)
  let taken = 0
  let equals = low.remaining
  orders.forEach((order, place) => {
    if (order < threshold || (order === threshold && equals-- <= 0)) return
    places[taken++] = place
  })
  return places
}

/** The 16-bit digit of the kth greatest, and which of those with this digit it is; -1 takes no part. */
function findDigit(
  orders: Uint32Array,
  k: number,
  digitOf: (order: number) => number,
): { digit: number; remaining: number } {
  const counts = new Int32Array(2 ** 16)
  for (const order of orders) {
    const digit = digitOf(order)
    if (digit >= 0) counts[digit] = (counts[digit] ?? 0) + 1
  }
  let remaining = k
  for (let digit = 2 ** 16 - 1; digit > 0; digit--) {
    const count = counts[digit] ?? 0
    if (count >= remaining) return { digit, remaining }
    remaining -= count
  }
  return { digit: 0, remaining }
}
