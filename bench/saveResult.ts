import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** Keeps a result as JSON beside the table that was printed, out of the repository. */
export function saveResult(name: string, result: object): void {
  const folder = path.resolve(import.meta.dirname, '../.cache/bench')
  mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(result, null, 2))
}
