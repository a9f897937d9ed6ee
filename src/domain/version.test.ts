import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LIMN_VERSION } from './version.ts'

it('is the version of the package', () => {
  const manifest: unknown = JSON.parse(readFileSync('package.json', 'utf8'))
  expect(manifest).toMatchObject({ version: LIMN_VERSION })
})
