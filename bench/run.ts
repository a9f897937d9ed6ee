import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { benchSam } from './sam.ts'
import { formatTable } from './table.ts'

/**
 * `npm run bench`: Limn's models beside ONNX Runtime Web in the same browser, in turns.
 *
 *   --threads=1   how many WASM threads both may use (the machine's cores by itself)
 *   --rounds=5    measurements of each
 *   --webgpu      Limn's decoder on WebGPU too
 */
const options = new Map(
  process.argv.slice(2).map((argument): [string, string] => {
    const [name = '', value = ''] = argument.replace(/^--/, '').split('=')
    return [name, value]
  }),
)
const result = await benchSam({
  threads: Number(options.get('threads') ?? 0),
  rounds: Number(options.get('rounds') ?? 5),
  withWebgpu: options.has('webgpu'),
})
console.log(formatTable(result))
const folder = path.resolve(import.meta.dirname, '../.cache/bench')
mkdirSync(folder, { recursive: true })
writeFileSync(path.join(folder, 'sam.json'), JSON.stringify(result, null, 2))
