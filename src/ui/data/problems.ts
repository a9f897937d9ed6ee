import type { Problem } from '../../domain/datasetRecord.ts'

/** What can be wrong with an image's labels, in the words of the page. */
export const PROBLEMS: readonly { id: Problem; title: string; meaning: string }[] = [
  { id: 'unlabelled', title: 'no labels', meaning: 'Nobody has outlined anything in it.' },
  { id: 'empty', title: 'empty object', meaning: 'An object without a single pixel.' },
  { id: 'outside', title: 'out of bounds', meaning: 'An object reaches outside the picture.' },
  { id: 'tiny', title: 'tiny object', meaning: 'An object of fewer than 16 pixels.' },
  { id: 'self-crossing', title: 'self-crossing', meaning: 'An outline crosses itself.' },
  { id: 'no-mask', title: 'box only', meaning: 'An object has a box but no mask.' },
]
