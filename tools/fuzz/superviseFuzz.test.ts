import { expect, it } from 'vitest'
import { superviseFuzz } from './superviseFuzz.ts'

it('tells of a reader that crashes or hangs, kills it and goes on with the next input', async () => {
  const { read, broken } = await superviseFuzz(3, 1, {
    childFile: 'tools/fuzz/fixtures/badChild.ts',
    maxMs: 1500,
  })
  expect(broken).toEqual([
    { seed: 1, what: 'ended the process (3)' },
    { seed: 2, what: 'took over 1500 ms' },
  ])
  expect(read).toBe(1)
})
