import { expect, it } from 'vitest'
import { safeName, stemOf, uniqueStems } from './fileNames.ts'

it('makes names that every file system takes', () => {
  expect(safeName('potted plant')).toBe('potted plant')
  expect(safeName('../../etc/passwd')).toBe('etc-passwd')
  expect(safeName('a<b>:"c"|?*\u0000\u202E')).toBe('a-b-c')
  expect(safeName('con')).toBe('con-')
  expect(safeName(' . ')).toBe('picture')
  expect(safeName('🐑'.repeat(100))).toBe('🐑'.repeat(80))
})

it('drops folder and extension', () => {
  expect(['photos/sheep.jpg', 'a.b.png', '.hidden', 'plain'].map(stemOf)).toEqual([
    'sheep',
    'a.b',
    'hidden',
    'plain',
  ])
})

it('keeps names apart, even where letter case does not count', () => {
  expect(uniqueStems(['a.jpg', 'A.png', 'b.jpg', 'x/a.gif', 'a-2.png'])).toEqual([
    'a',
    'A-2',
    'b',
    'a-3',
    'a-2-2',
  ])
})
