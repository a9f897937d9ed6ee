import fs from 'node:fs/promises'
import path from 'node:path'
import { fail } from '../../src/domain/failure.ts'
import { integrityOf, readIfThere, writeWhole } from './files.ts'
import type { NpmResult } from './npmPack.ts'
import { tarballPath } from './places.ts'
import { megabytes, type Progress } from './progress.ts'
import type { SourcePackage } from './sources.ts'

/**
 * The tarball of a package: from the cache when it is there and whole, else fetched and kept.
 * Fails when the network does not give it, and when its bytes are not the pinned ones.
 */
export async function fetchTarball(options: {
  readonly source: SourcePackage
  readonly pack: (spec: string, folder: string) => Promise<NpmResult>
  readonly progress: Progress
}): Promise<Buffer> {
  const { source, pack, progress } = options
  const kept = tarballPath(source)
  const cached = await readIfThere(kept)
  if (cached !== undefined && integrityOf(cached) === source.integrity) return cached

  const spec = `${source.name}@${source.version}`
  await fs.mkdir(path.dirname(kept), { recursive: true })
  const folder = await fs.mkdtemp(path.join(path.dirname(kept), 'fetching-'))
  try {
    const { succeeded, errorText } = await progress.run(
      `Fetching ${spec}, ${megabytes(source.bytes)}`,
      () => pack(spec, folder),
    )
    if (!succeeded) refuseFetch(spec, errorText)
    const bytes = await readIfThere(path.join(folder, path.basename(kept)))
    if (bytes === undefined) return refuseFetch(spec, 'npm wrote no tarball')
    if (integrityOf(bytes) !== source.integrity) {
      fail(
        'weights-corrupt',
        `The package ${spec} is not the one Limn was made with: its SHA-512 differs, so it is not used.`,
        'Run "npm run setup" again; if the hash differs again, the registry you use serves other bytes.',
      )
    }
    await writeWhole(kept, bytes)
    return bytes
  } finally {
    await fs.rm(folder, { recursive: true, force: true })
  }
}

function refuseFetch(spec: string, detail: string): never {
  return fail(
    'offline',
    `The package ${spec} could not be fetched${detail === '' ? '' : ` (npm: ${detail})`}.`,
    'Limn needs the network once, for its weights and sample photos: check the connection and the registry set in npm, then run "npm run setup" again. What has arrived is kept.',
  )
}
