import { describe, expect, it } from 'vitest'
import { chooseLevel } from './picture.ts'

describe('chooseLevel', () => {
  it('takes the full picture at 100 % and closer', () => {
    expect(chooseLevel(4, 1)).toBe(0)
    expect(chooseLevel(4, 8)).toBe(0)
    expect(chooseLevel(4, 0.6)).toBe(0)
  })

  it('takes the smallest level that still has a pixel for every screen pixel', () => {
    expect(chooseLevel(4, 0.5)).toBe(1)
    expect(chooseLevel(4, 0.26)).toBe(1)
    expect(chooseLevel(4, 0.25)).toBe(2)
    expect(chooseLevel(4, 0.01)).toBe(3)
  })
})
