import { zipSync } from 'fflate'
import { LimnError } from '../../src/domain/failure.ts'
import { createRandom, type Random } from '../../src/domain/random.ts'
import { ReportBuilder } from '../../src/data/formats/importReport.ts'
import { openFiles } from '../../src/data/formats/openFiles.ts'
import { readTree } from '../../src/data/formats/readTree.ts'
import { storedSizeOf } from '../../src/data/formats/storedSizeOf.ts'
import { damage } from './damage.ts'
import type { Files } from './originals.ts'

/** What became of one damaged dataset: read, possibly in part; refused in a sentence for a person; or a fault of ours. */
export type Outcome = { readonly kind: 'read' | 'refused' } | Broken

export interface Broken {
  readonly kind: 'broken'
  readonly what: string
}

/** What may be said of all files together, where there is no single one to name. */
const OF_ALL_FILES = /^(No dataset was recognised among|There are no files in it)/

/**
 * Damages one of the datasets, files or a zip of them, by a few bytes, numbers or words, and reads it. The only answers
 * allowed are a reading whose notes name their files, or a LimnError that names one. The same seed damages alike.
 */
export async function fuzzOnce(sets: readonly Files[], seed: number): Promise<Outcome> {
  const random = createRandom(seed)
  const files = sets[random.integer(sets.length)] ?? []
  const given = damagedFiles(files, random)
  const report = new ReportBuilder()
  try {
    await readTree(await openFiles(given, report), { report, sizeOf: storedSizeOf })
  } catch (thrown) {
    if (!(thrown instanceof LimnError)) {
      return broken(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
    }
    const { reason, message } = thrown.failure
    if (reason === 'internal') return broken(message)
    const names = [...given, ...files].map(({ path }) => path.slice(path.lastIndexOf('/') + 1))
    // A damaged zip may call its files otherwise.
    if (report.firstSkipped !== null) names.push(report.firstSkipped.file)
    const isNamed = OF_ALL_FILES.test(message) || names.some((name) => message.includes(name))
    return isNamed ? { kind: 'refused' } : broken(`names no file: ${message}`)
  }
  const { notes } = report.finish('', { images: 0, objects: 0 })
  const vague = notes.find(({ kind, file }) => kind !== 'read' && file === '')
  return vague === undefined ? { kind: 'read' } : broken(`a note names no file: ${vague.why}`)
}

function broken(what: string): Broken {
  return { kind: 'broken', what }
}

function damagedFiles(files: Files, random: Random) {
  const victims = new Set([random.integer(files.length), random.integer(files.length)])
  const damaged = files.map(({ path, bytes }, index) => ({
    path,
    bytes: victims.has(index) ? damage(bytes, random) : bytes,
  }))
  if (random.next() >= 0.4) {
    return damaged.map(({ path, bytes }) => ({ path, file: new Blob([new Uint8Array(bytes)]) }))
  }
  const zip = zipSync(Object.fromEntries(damaged.map(({ path, bytes }) => [path, bytes])))
  const bytes = random.next() < 0.7 ? damage(zip, random) : zip
  return [{ path: 'set.zip', file: new Blob([new Uint8Array(bytes)]) }]
}
