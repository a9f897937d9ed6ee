import path from 'node:path'
import type { SourcePackage } from './sources.ts'

export const PROJECT = path.resolve(import.meta.dirname, '../..')

/** The folders that set-up writes to. Neither is committed. */
export interface Places {
  /** Everything that was fetched, so that it is fetched once. */
  readonly cache: string
  /** What the page loads. */
  readonly public: string
}

export const PROJECT_PLACES: Places = {
  cache: path.join(PROJECT, '.cache'),
  public: path.join(PROJECT, 'public'),
}

/** Where the tarball of a package is kept, under the name that npm gives it. */
export function tarballPath(source: SourcePackage, places = PROJECT_PLACES): string {
  return path.join(places.cache, 'tarballs', `${stem(source)}.tgz`)
}

/** Where a file of a package is kept as published, for conversion and for parity specs. */
export function originalPath(source: SourcePackage, file: string, places = PROJECT_PLACES): string {
  return path.join(places.cache, 'originals', stem(source), file)
}

function stem({ name, version }: SourcePackage): string {
  return `${name.replace(/^@/, '').replaceAll('/', '-')}-${version}`
}
