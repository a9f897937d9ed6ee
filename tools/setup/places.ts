import path from 'node:path'
import type { SourcePackage } from './sources.ts'

export const PROJECT = path.resolve(import.meta.dirname, '../..')
/** Everything that set-up fetched, so that it fetches once. Not committed. */
export const CACHE = path.join(PROJECT, '.cache')
export const PUBLIC = path.join(PROJECT, 'public')

/** Where the tarball of a package is kept, under the name that npm gives it. */
export function tarballPath(source: SourcePackage): string {
  return path.join(CACHE, 'tarballs', `${stem(source)}.tgz`)
}

/** Where a file of a package is kept as published, for conversion and for parity specs. */
export function originalPath(source: SourcePackage, file: string): string {
  return path.join(CACHE, 'originals', stem(source), file)
}

function stem({ name, version }: SourcePackage): string {
  return `${name.replace(/^@/, '').replaceAll('/', '-')}-${version}`
}
