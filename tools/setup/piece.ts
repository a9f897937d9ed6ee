import fs from 'node:fs/promises'
import path from 'node:path'
import { extractOriginals, hasOriginals } from './extractOriginals.ts'
import { fetchTarball } from './fetchTarball.ts'
import { readIfThere, sha256, writeWhole } from './files.ts'
import type { NpmPack } from './npmPack.ts'
import { originalPath, PROJECT, tarballPath, type Places } from './places.ts'
import type { Progress } from './progress.ts'
import type { SourcePackage } from './sources.ts'

export interface OutputFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Reads a file of a package as published. It is in the cache by then, and its hash is right. */
export type ReadOriginal = (source: SourcePackage, file: string) => Promise<Buffer>

/** Something that set-up puts under public/ from published packages. */
export interface Piece {
  /** Folder under public/, also the piece's name. */
  readonly folder: string
  readonly title: string
  readonly sources: readonly SourcePackage[]
  /** Makes the files of the folder, in the order in which they are to be written. */
  readonly build: (readOriginal: ReadOriginal) => Promise<readonly OutputFile[]>
}

/** What set-up works with. */
export interface Workshop {
  readonly places: Places
  readonly pack: NpmPack
  readonly progress: Progress
  /** Names the version of the tools: pieces made by another version are made anew. */
  readonly maker: string
}

/** What stood in a piece's folder when it was made, and what made it. */
interface Stamp {
  readonly maker: string
  readonly outputs: Readonly<Record<string, string>>
}

/**
 * Makes a piece unless it is there, whole and made by this version of set-up. Returns whether it had to.
 * Whatever is whole already (originals, tarballs) is used again, so only what is missing is fetched.
 */
export async function ensurePiece(piece: Piece, workshop: Workshop): Promise<boolean> {
  const { places, pack, progress, maker } = workshop
  if (await isCurrent(piece, workshop)) return false
  progress.say(piece.title)
  for (const source of piece.sources) {
    if (await hasOriginals(source, places)) continue
    const file = tarballPath(source, places)
    const tarball = await fetchTarball({ source, file, pack, progress })
    await extractOriginals(source, tarball, places)
  }
  const files = await progress.run(`Writing ${piece.folder}`, async () => {
    const built = await piece.build((source, file) =>
      fs.readFile(originalPath(source, file, places)),
    )
    for (const { name, bytes } of built) await writeWhole(outputPath(piece, name, places), bytes)
    return built
  })
  const outputs = Object.fromEntries(files.map(({ name, bytes }) => [name, sha256(bytes)]))
  const stamp: Stamp = { maker, outputs }
  await writeWhole(stampPath(piece, places), Buffer.from(JSON.stringify(stamp, null, 2)))
  return true
}

async function isCurrent(piece: Piece, { places, maker }: Workshop): Promise<boolean> {
  const text = await readIfThere(stampPath(piece, places))
  const stamp = text === undefined ? undefined : parseStamp(text.toString())
  if (stamp?.maker !== maker) return false
  for (const [name, hash] of Object.entries(stamp.outputs)) {
    const bytes = await readIfThere(outputPath(piece, name, places))
    if (bytes === undefined || sha256(bytes) !== hash) return false
  }
  for (const source of piece.sources) if (!(await hasOriginals(source, places))) return false
  return true
}

/** A stamp that cannot be read is no stamp: the piece is made again. */
function parseStamp(text: string): Stamp | undefined {
  try {
    const { maker, outputs } = JSON.parse(text) as Partial<Stamp>
    return maker === undefined || outputs === undefined ? undefined : { maker, outputs }
  } catch {
    return undefined
  }
}

/** Names the version of everything that makes pieces: a change of any tool makes them anew. */
export async function makerFingerprint(): Promise<string> {
  const folders = ['tools/setup', 'tools/weights'].map((folder) => path.join(PROJECT, folder))
  const listed = await Promise.all(
    folders.map(async (folder) =>
      (await fs.readdir(folder)).map((name) => path.join(folder, name)),
    ),
  )
  const files = listed.flat().filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const texts = await Promise.all(files.sort().map((file) => fs.readFile(file, 'utf8')))
  return sha256(texts.join('\0'))
}

function outputPath(piece: Piece, name: string, places: Places): string {
  return path.join(places.public, piece.folder, name)
}

function stampPath(piece: Piece, places: Places): string {
  return path.join(places.cache, 'stamps', `${piece.folder.replaceAll('/', '-')}.json`)
}
