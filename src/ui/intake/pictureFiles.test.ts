import { expect, it } from 'vitest'
import { keepPictures } from './pictureFiles.ts'

const names = (files: readonly File[]): readonly string[] => files.map(({ name }) => name)

it('takes pictures and zips out of a folder, in natural order, and nothing hidden', () => {
  const files = [
    'photo 10.JPG',
    'photo 2.jpeg',
    'notes.txt',
    '._photo 2.jpeg',
    'more.zip',
    'a.avif',
    'Thumbs.db',
  ].map((name) => new File([], name))
  expect(names(keepPictures(files))).toEqual(['a.avif', 'more.zip', 'photo 2.jpeg', 'photo 10.JPG'])
})
