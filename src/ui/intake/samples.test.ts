import { expect, it } from 'vitest'
import { parseSamples } from './samples.ts'

it('reads the index of sample photos and leaves out what is not one', () => {
  const json: unknown = [
    { file: 'sheep.jpg', title: 'Sheep', credit: 'Emerson' },
    { file: 'two words.jpg', title: 'Two' },
    { title: 'no file' },
    'nonsense',
    null,
  ]
  expect(parseSamples(json, '/limn/')).toEqual([
    { file: 'sheep.jpg', title: 'Sheep', credit: 'Emerson', url: '/limn/samples/sheep.jpg' },
    { file: 'two words.jpg', title: 'Two', credit: '', url: '/limn/samples/two%20words.jpg' },
  ])
})

it.each([[null], ['<!doctype html>'], [{}]])('finds no samples in %j', (json) => {
  expect(parseSamples(json, '/')).toEqual([])
})
