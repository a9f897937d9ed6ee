import { expect, it } from 'vitest'
import { npmErrorLines } from './npmPack.ts'

it('keeps the reason and drops the rest of what npm prints', () => {
  const stderr = [
    'npm warn Unknown user config "x".',
    'npm error code ENOTFOUND',
    'npm error network request failed, reason: getaddrinfo ENOTFOUND',
    'npm error',
    'npm error A complete log of this run can be found in: /somewhere',
  ].join('\n')
  expect(npmErrorLines(stderr)).toBe(
    'code ENOTFOUND network request failed, reason: getaddrinfo ENOTFOUND',
  )
})
