import { expect, it } from 'vitest'
import { likenessDistance, likenessOf } from '../library/likeness.ts'
import { findLookalikes } from './findLookalikes.ts'

const image = (id: number, likeness: string | null, sha256 = String(id)) => ({
  id,
  likeness,
  sha256,
})

it('groups images with the same bytes or nearly the same looks, also in chains', () => {
  expect(
    findLookalikes([
      image(1, 'ffff0000ffff0000'),
      image(2, 'ffff0000ffff0003'),
      image(3, 'ffff0000ffff00f3'),
      image(4, '0123456789abcdef'),
      image(5, null, 'same'),
      image(6, null, 'same'),
    ]),
  ).toEqual([
    [1, 2, 3],
    [5, 6],
  ])
})

it('does not take flat pictures for each other', () => {
  expect(findLookalikes([image(1, '0000000000000000'), image(2, '0000000000000000')])).toEqual([])
})

it('hashes what a picture looks like, not how bright it is', () => {
  const rgba = (level: (x: number, y: number) => number) =>
    Array.from({ length: 72 * 4 }, (_, at) => {
      const pixel = Math.floor(at / 4)
      return level(pixel % 9, Math.floor(pixel / 9))
    })
  const waves = likenessOf(rgba((x, y) => 100 + 60 * Math.sin(x + y)))
  expect(waves).toMatch(/^[\da-f]{16}$/)
  expect(likenessOf(rgba((x, y) => 120 + 60 * Math.sin(x + y)))).toBe(waves)
  expect(
    likenessDistance(waves, likenessOf(rgba((x, y) => 100 - 60 * Math.sin(x + y)))),
  ).toBeGreaterThan(40)
})
