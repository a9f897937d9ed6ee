import { fuzzOnce } from './fuzzFormats.ts'
import type { FuzzReply } from './superviseFuzz.ts'
import { originals } from './originals.ts'

/** Reads one damaged dataset for every seed it is sent; whoever sends them watches the time. */
const sets = await originals()
process.on('message', (seed) => {
  if (typeof seed !== 'number') return
  void fuzzOnce(sets, seed).then((outcome) => {
    const reply: FuzzReply = { seed, outcome, rssBytes: process.memoryUsage.rss() }
    process.send?.(reply)
  })
})
process.send?.('ready')
