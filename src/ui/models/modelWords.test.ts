import { expect, it } from 'vitest'
import { foldLayers, formatParameters } from './modelWords.ts'

it('folds names at their dots and joins folds that hold a single one', () => {
  const names = ['head.bias', 'body.layer1.0.conv.weight', 'body.layer1.0.bn.weight', 'scale']
  const tree = foldLayers(names.map((name) => ({ name })))
  expect(tree.layers.map(({ name }) => name)).toEqual(['scale'])
  expect(tree.folds.map(({ name }) => name)).toEqual(['head', 'body.layer1.0'])
  expect(tree.folds[1]?.folds.map(({ name }) => name)).toEqual(['conv', 'bn'])
})

it('writes millions as such', () => {
  expect(formatParameters(77_433)).toBe('77,433')
  expect(formatParameters(44_401_393)).toBe('44.4 million')
})
