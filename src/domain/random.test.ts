import { describe, expect, it } from 'vitest'
import { createRandom } from './random.ts'

describe('createRandom', () => {
  it('gives the published numbers of mulberry32', () => {
    const random = createRandom(1)
    expect([random.next(), random.next(), random.next()]).toEqual([
      0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
    ])
  })

  it('goes on where an earlier state stood', () => {
    const random = createRandom(7)
    random.next()
    const state = random.state()
    const went = [random.next(), random.normal(), random.integer(9)]
    const other = createRandom(0)
    other.restore(state)
    expect([other.next(), other.normal(), other.integer(9)]).toEqual(went)
  })

  it('draws whole numbers below the bound, all of them', () => {
    const random = createRandom(3)
    const seen = new Set(Array.from({ length: 200 }, () => random.integer(5)))
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4])
  })

  it('draws normals of mean 0 and variance 1', () => {
    const random = createRandom(5)
    const drawn = Array.from({ length: 20_000 }, () => random.normal())
    const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length
    const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length
    expect(Math.abs(mean)).toBeLessThan(0.03)
    expect(Math.abs(variance - 1)).toBeLessThan(0.05)
  })

  it('shuffles a copy without losing anything, the same way for the same seed', () => {
    const items = ['a', 'b', 'c', 'd', 'e', 'f']
    const one = createRandom(11).shuffle(items)
    expect(one).toEqual(createRandom(11).shuffle(items))
    expect(one).not.toEqual(items)
    expect([...one].sort()).toEqual(items)
    expect(items).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })
})
