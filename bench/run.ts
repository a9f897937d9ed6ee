import { BENCHES } from './benches.ts'

/**
 * `npm run bench -- <name> [options]`: measures one thing and prints a table for docs/benchmarks.md; without a name it
 * measures the models of the first screen. Figures are ratios within one run, never asserted by a test.
 */
const [first, ...rest] = process.argv.slice(2)
const isNamed = first !== undefined && !first.startsWith('-')
const name = isNamed ? first : 'sam'
const bench = BENCHES[name]
if (bench === undefined) {
  const names = Object.keys(BENCHES).join(', ')
  console.error(`There is no bench “${name}”. Choose one of: ${names}.`)
  process.exitCode = 1
} else {
  const run = await bench()
  await run(isNamed ? rest : process.argv.slice(2))
}
