import { expect, it } from 'vitest'
import { fuzzFormats } from './fuzzFormats.ts'

it('damaged datasets are read in part or refused with a reason, never a crash or a hang', async () => {
  const { broken, read, refused } = await fuzzFormats(300)
  expect(broken).toEqual([])
  expect(read).toBeGreaterThan(50)
  expect(refused).toBeGreaterThan(10)
})
