import { expect, it } from 'vitest'
import { dealSplits } from './dealSplits.ts'

const SHARES = [
  { split: 'train', share: 0.8 },
  { split: 'val', share: 0.2 },
]
// 100 images: class 1 in all, 2 in every fifth, 3 in every tenth.
const images = Array.from({ length: 100 }, (_, index) => ({
  id: index + 1,
  classes: {
    1: 1,
    ...(index % 5 === 0 ? { 2: 3 } : {}),
    ...(index % 10 === 0 ? { 3: 1 } : {}),
  },
}))

it('gives every class to each split in proportion', () => {
  const dealt = dealSplits(images, { shares: SHARES, seed: 1 })
  const val = images.filter(({ id }) => dealt.get(id) === 'val')
  expect(dealt.size).toBe(100)
  expect(val).toHaveLength(20)
  expect(val.filter(({ classes }) => 2 in classes)).toHaveLength(4)
  expect(val.filter(({ classes }) => 3 in classes)).toHaveLength(2)
})

it('deals the same way from the same seed, and otherwise from another', () => {
  const first = dealSplits(images, { shares: SHARES, seed: 1 })
  expect(dealSplits(images, { shares: SHARES, seed: 1 })).toEqual(first)
  expect(dealSplits(images, { shares: SHARES, seed: 2 })).not.toEqual(first)
})

it('keeps together what must not be parted, and deals images without labels too', () => {
  const blank = Array.from({ length: 40 }, (_, index) => ({ id: index + 1, classes: {} }))
  const together = [
    [1, 2, 3],
    [10, 11],
  ]
  const dealt = dealSplits(blank, { shares: SHARES, seed: 5, together })
  expect(new Set([1, 2, 3].map((id) => dealt.get(id))).size).toBe(1)
  expect(new Set([10, 11].map((id) => dealt.get(id))).size).toBe(1)
  expect([...dealt.values()].filter((split) => split === 'val')).toHaveLength(8)
})
