import { superviseFuzz } from './superviseFuzz.ts'

/** `npm run fuzz -- [count] [first seed]`: damaged datasets by the thousand; ends with 1 if any broke a reader. */
const [count = 10_000, firstSeed = 1] = process.argv.slice(2).map(Number)
const { read, refused, broken, slowestMs, grownBytes } = await superviseFuzz(count, firstSeed)
for (const { seed, what } of broken) console.log(`seed ${seed}: ${what}`)
console.log(
  `${count} damaged datasets: ${read} read, ${refused} refused with a reason, ${broken.length} broken; ` +
    `slowest ${Math.round(slowestMs)} ms, memory grew by at most ${Math.round(grownBytes / 1e6)} MB`,
)
process.exitCode = broken.length === 0 ? 0 : 1
