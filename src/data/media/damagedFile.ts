import { fail } from '../../domain/failure.ts'

/** Refuses a picture whose file stops too soon. */
export function endsEarly(name: string): never {
  fail(
    'truncated-image',
    `${name} ends in the middle: part of the file is missing.`,
    'Copy or download it again, then drop it here.',
  )
}

/** Refuses a picture whose bytes contradict themselves. */
export function isDamaged(name: string): never {
  fail(
    'truncated-image',
    `${name} is damaged: its picture data does not add up.`,
    'Copy or download it again, then drop it here.',
  )
}
