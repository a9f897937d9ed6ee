import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { Sha256, sha256OfFile } from './sha256.ts'

const bytes = Uint8Array.from({ length: 1000 }, (_, i) => (i * 37) % 256)
const known = (part: Uint8Array): string => createHash('sha256').update(part).digest('hex')

it.each([0, 1, 55, 56, 63, 64, 65, 119, 120, 128, 1000])(
  'hashes %i bytes as Node does',
  (count) => {
    const part = bytes.subarray(0, count)
    expect(new Sha256().update(part).digest()).toBe(known(part))
  },
)

it('gives the same wherever the bytes are cut', () => {
  for (const cut of [1, 7, 63, 64, 65, 999]) {
    const hash = new Sha256()
    for (let at = 0; at < bytes.length; at += cut) hash.update(bytes.subarray(at, at + cut))
    expect(hash.digest()).toBe(known(bytes))
  }
})

it('hashes a file slice by slice, telling how far it is', async () => {
  const large = new Uint8Array(9 * 1024 * 1024).fill(5)
  const told: number[] = []
  const found = await sha256OfFile(new Blob([large]), { onProgress: (done) => told.push(done) })
  expect(found).toBe(known(large))
  expect(told).toEqual([4 / 9, 8 / 9, 1])
})
