import { expect, it } from 'vitest'
import { readEntry } from './readDroppedFiles.ts'

const filesystem: FileSystem = {
  name: 'dropped',
  get root(): never {
    throw new Error('Not needed here.')
  },
}

function fileEntry(name: string): FileSystemFileEntry {
  return {
    ...entry(name),
    isFile: true,
    file: (done) => done(new File([], name)),
  }
}

/** Hands out its entries two at a time, as a browser does in hundreds. */
function folderEntry(name: string, children: readonly FileSystemEntry[]): FileSystemDirectoryEntry {
  const unused = (): never => {
    throw new Error('Not needed here.')
  }
  return {
    ...entry(name),
    isDirectory: true,
    getFile: unused,
    getDirectory: unused,
    createReader: () => {
      const left = [...children]
      return { readEntries: (done) => done(left.splice(0, 2)) }
    },
  }
}

function entry(name: string) {
  return {
    name,
    fullPath: `/${name}`,
    isFile: false,
    isDirectory: false,
    filesystem,
    getParent: () => undefined,
  }
}

it('reads a dropped folder to its end, batch after batch and folder within folder', async () => {
  const inner = folderEntry('inner', [fileEntry('d.png')])
  const names = ['a.jpg', 'b.jpg', 'c.jpg'].map(fileEntry)
  const files = await readEntry(folderEntry('outer', [...names, inner, folderEntry('empty', [])]))
  expect(files.map(({ name }) => name)).toEqual(['a.jpg', 'b.jpg', 'c.jpg', 'd.png'])
})
