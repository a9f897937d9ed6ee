import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { FileTree, type TreeFile } from '../../src/data/formats/fileTree.ts'

/** A folder on disk as readers see a dropped one. */
export function treeOfFolder(folder: string): FileTree {
  const files: TreeFile[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, full: path.join(folder, name) }))
    .filter(({ full }) => statSync(full).isFile())
    .map(({ name, full }) => ({
      path: name.split(path.sep).join('/'),
      bytes: statSync(full).size,
      open: () => Promise.resolve(new Blob([new Uint8Array(readFileSync(full))])),
    }))
  return new FileTree(files)
}

/** Files in memory as readers see dropped ones. */
export function treeOfFiles(files: Readonly<Record<string, string | Uint8Array>>): FileTree {
  return new FileTree(
    Object.entries(files).map(([name, content]) => {
      const blob = new Blob([typeof content === 'string' ? content : new Uint8Array(content)])
      return { path: name, bytes: blob.size, open: () => Promise.resolve(blob) }
    }),
  )
}
