import { describe, expect, it } from 'vitest'
import { isUnderPrefix, setFrozen, shortestPrefixes } from './frozenLayers.ts'

const NAMES = [
  'body.conv1',
  'body.layer1.0.conv1',
  'body.layer1.0.conv2',
  'body.layer2.0',
  'head.a',
]

describe('frozen layers', () => {
  it('are those at or below a prefix, by whole parts of the name', () => {
    expect(isUnderPrefix('body.layer1.0.conv1', ['body.layer1'])).toBe(true)
    expect(isUnderPrefix('body.layer10.0', ['body.layer1'])).toBe(false)
    expect(isUnderPrefix('body', ['body'])).toBe(true)
  })

  it('thaws a part of what was frozen and leaves its other parts frozen', () => {
    const frozen = setFrozen(['body'], { prefix: 'body.layer1.0.conv2', isFrozen: false }, NAMES)
    expect(frozen).toEqual(['body.conv1', 'body.layer1.0.conv1', 'body.layer2'])
    expect(setFrozen(frozen, { prefix: 'body.layer1', isFrozen: true }, NAMES)).toEqual(['body'])
    expect(setFrozen(['body'], { prefix: 'body', isFrozen: false }, NAMES)).toEqual([])
  })

  it('are said as shortly as can be', () => {
    expect(shortestPrefixes(NAMES.slice(0, 4), NAMES)).toEqual(['body'])
    expect(shortestPrefixes(NAMES.slice(1, 3), NAMES)).toEqual(['body.layer1'])
  })
})
