import { expect, it } from 'vitest'
import { fuzzOnce } from './fuzzFormats.ts'
import { originals } from './originals.ts'

it('damaged datasets of every format are read in part or refused with a reason that names the place', async () => {
  const sets = await originals()
  const tally = { read: 0, refused: 0 }
  for (let seed = 1; seed <= 300; seed++) {
    const outcome = await fuzzOnce(sets, seed)
    expect(outcome, `seed ${seed}`).not.toHaveProperty('what')
    if (outcome.kind !== 'broken') tally[outcome.kind] += 1
  }
  expect(tally.read).toBeGreaterThan(50)
  expect(tally.refused).toBeGreaterThan(10)
})
