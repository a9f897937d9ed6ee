import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { RunFiles } from '../../src/data/runs/runStore.ts'
import { writeWhole } from '../setup/files.ts'

/** The files of a run in an ordinary folder, written whole or not at all. */
export async function folderRunFiles(folder: string): Promise<RunFiles> {
  await mkdir(folder, { recursive: true })
  return {
    read: async (name) => {
      try {
        return new Uint8Array(await readFile(path.join(folder, name)))
      } catch (thrown) {
        if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return null
        throw thrown
      }
    },
    write: (name, bytes) => writeWhole(path.join(folder, name), Buffer.from(bytes)),
  }
}
