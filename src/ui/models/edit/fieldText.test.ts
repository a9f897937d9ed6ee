import { describe, expect, it } from 'vitest'
import { areSame, lineOf, textOf, valueOf } from './fieldText.ts'

const NUMBER = { kind: 'number', min: 0, max: 9, step: 1 } as const

describe('the text of a field', () => {
  it('is read as what the field holds', () => {
    expect(valueOf('12', NUMBER)).toBe(12)
    expect(valueOf(' ', NUMBER)).toBeNaN()
    expect(valueOf('0.5, 1;2', { kind: 'numbers' })).toEqual([0.5, 1, 2])
    expect(valueOf('8\n16, 24\n', { kind: 'levels' })).toEqual([[8], [16, 24]])
    expect(valueOf(' cat\ndog ', { kind: 'names' })).toEqual(['cat', 'dog'])
    expect(valueOf('resnet18', { kind: 'choice', choices: [] })).toBe('resnet18')
  })

  it('says a value so that it is read back', () => {
    for (const [kind, value] of [
      ['levels', [[8], [16, 24]]],
      ['names', ['cat', 'dog']],
    ] as const) {
      expect(valueOf(textOf(value), { kind })).toEqual(value)
    }
    expect(valueOf(lineOf([1, 0.5]), { kind: 'numbers' })).toEqual([1, 0.5])
    expect(textOf(NaN)).toBe('')
    expect(areSame(NaN, NaN)).toBe(true)
  })
})
