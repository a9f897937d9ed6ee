import { fuzzFormats } from './fuzzFormats.ts'

/** `npm run fuzz -- [count] [first seed]`: damaged datasets by the thousand; ends with 1 if any broke a reader. */
const [count = 10_000, firstSeed = 1] = process.argv.slice(2).map(Number)
const { read, refused, broken, slowestMs, heapBytes } = await fuzzFormats(count, firstSeed)
for (const { seed, what } of broken) console.log(`seed ${seed}: ${what}`)
console.log(
  `${count} damaged datasets: ${read} read, ${refused} refused with a reason, ${broken.length} broken; ` +
    `slowest ${Math.round(slowestMs)} ms, heap at most ${Math.round(heapBytes / 1e6)} MB`,
)
process.exitCode = broken.length === 0 ? 0 : 1
