import { fileKind } from '../../store/fileKinds.ts'

/** What operating systems leave in folders. */
const HIDDEN = /^(\.|Thumbs\.db$|__MACOSX$)/

/**
 * What Limn takes out of a folder: pictures and zips, in the order of their names. A folder may hold anything else, so
 * the rest is left alone without a word; files that a person picked one by one are judged by the store instead.
 */
export function keepPictures(files: readonly File[]): readonly File[] {
  const natural = new Intl.Collator('en', { numeric: true })
  const pathOf = (file: File): string => file.webkitRelativePath || file.name
  return files
    .filter((file) => fileKind(file) !== 'other' && !HIDDEN.test(file.name))
    .sort((a, b) => natural.compare(pathOf(a), pathOf(b)))
}

export const NO_PICTURES_IN_FOLDER = {
  tone: 'error',
  text: 'That folder has no pictures in it.',
  remedy: 'Limn takes JPEG, PNG, WebP, AVIF, GIF, BMP and TIFF pictures, and zips of them.',
} as const
