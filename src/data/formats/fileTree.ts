/** One file of a dropped folder or zip, read only when asked for. */
export interface TreeFile {
  /** Folders and name, forward slashes, no leading slash. */
  readonly path: string
  readonly bytes: number
  /** Throws a LimnError when the file cannot be read or unpacked. */
  readonly open: () => Promise<Blob>
}

/** Files by path, found by path, by the end of a path, or by name alone. */
export class FileTree {
  readonly files: readonly TreeFile[]
  readonly #byName = new Map<string, TreeFile[]>()
  readonly #byStem = new Map<string, TreeFile[]>()

  constructor(files: readonly TreeFile[]) {
    this.files = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    for (const file of this.files) {
      push(this.#byName, nameOf(file.path).toLowerCase(), file)
      push(this.#byStem, stemOf(file.path).toLowerCase(), file)
    }
  }

  withExtension(pattern: RegExp): readonly TreeFile[] {
    return this.files.filter(({ path }) => pattern.test(path))
  }

  /**
   * The file that `path` most likely means: of those with its name, the one whose folders agree the longest from the
   * right, then the one that has `hint` among its folders, then the first.
   */
  find(path: string, hint?: string): TreeFile | null {
    return pick(this.#byName.get(nameOf(clean(path)).toLowerCase()) ?? [], path, hint)
  }

  /** As `find`, for a name without its extension; `accept` says which of the files will do. */
  findStem(stem: string, accept: (file: TreeFile) => boolean, hint?: string): TreeFile | null {
    return pick((this.#byStem.get(stem.toLowerCase()) ?? []).filter(accept), stem, hint)
  }
}

export const PICTURE_FILE = /\.(jpe?g|jfif|png|webp|avif|gif|bmp|tiff?)$/i

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The name without its extension. */
export function stemOf(path: string): string {
  return nameOf(path).replace(/\.[^.]+$/, '')
}

/** The folders of a path, outermost first. */
export function foldersOf(path: string): readonly string[] {
  return path.split('/').slice(0, -1)
}

/** The path of the folder a file lies in, empty at the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Forward slashes, no leading `./` or `/`: as paths are kept. */
export function clean(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(\.?\/)+/, '')
}

/** The split a path speaks of: the last of its words that is one (`train2017`, `valid`, `test-dev` …). */
export function splitIn(path: string): string | null {
  const words = path.toLowerCase().split(/[^a-z]+/)
  for (const word of words.reverse()) {
    const split = SPLIT_WORDS.get(word)
    if (split !== undefined) return split
  }
  return null
}

const SPLIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'val'],
  ['valid', 'val'],
  ['validation', 'val'],
  ['test', 'test'],
  ['testing', 'test'],
])

function push(index: Map<string, TreeFile[]>, key: string, file: TreeFile): void {
  const list = index.get(key)
  if (list === undefined) index.set(key, [file])
  else list.push(file)
}

function pick(
  candidates: readonly TreeFile[],
  path: string,
  hint: string | undefined,
): TreeFile | null {
  if (candidates.length < 2) return candidates[0] ?? null
  const wanted = clean(path).split('/').reverse()
  const score = ({ path: candidate }: TreeFile) => {
    const have = candidate.split('/').reverse()
    let same = 0
    while (same < wanted.length && same < have.length && wanted[same] === have[same]) same += 1
    return 2 * same + (hint !== undefined && splitIn(folderOf(candidate)) === hint ? 1 : 0)
  }
  return candidates.reduce((best, each) => (score(each) > score(best) ? each : best))
}
