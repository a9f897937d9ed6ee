import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { benchSam } from './sam.ts'
import { formatTable } from './table.ts'

/**
 * `npm run bench`: Limn's models beside ONNX Runtime Web in the same browser, in turns.
 *
 *   --threads 1   how many WASM threads both may use (the machine's cores by itself)
 *   --rounds 5    measurements of each
 *   --webgpu      Limn's decoder on WebGPU too
 */
const { values } = parseArgs({
  options: {
    threads: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '5' },
    webgpu: { type: 'boolean', default: false },
  },
})

function count(name: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new RangeError(`--${name} takes a whole number from ${least} on, not "${text}".`)
}

const result = await benchSam({
  threads: count('threads', values.threads, 0),
  rounds: count('rounds', values.rounds, 1),
  withWebgpu: values.webgpu,
})
console.log(formatTable(result))
const folder = path.resolve(import.meta.dirname, '../.cache/bench')
mkdirSync(folder, { recursive: true })
writeFileSync(path.join(folder, 'sam.json'), JSON.stringify(result, null, 2))
