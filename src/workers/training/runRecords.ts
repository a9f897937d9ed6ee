import type { RunFiles, RunStore } from '../../data/runs/runStore.ts'
import type { RunRecord } from '../../domain/training/trainingRun.ts'

const RECORD_FILE = 'run.json'

export async function readRun(files: RunFiles): Promise<RunRecord | null> {
  const file = await files.read(RECORD_FILE)
  if (file === null) return null
  // Limn wrote it, whole or not at all; a damaged one is as good as none.
  try {
    return JSON.parse(new TextDecoder().decode(file)) as RunRecord
  } catch {
    return null
  }
}

export async function writeRun(files: RunFiles, record: RunRecord): Promise<void> {
  await files.write(RECORD_FILE, new TextEncoder().encode(JSON.stringify(record)))
}

/** All runs, latest first. */
export async function readRuns(store: RunStore): Promise<readonly RunRecord[]> {
  const records: RunRecord[] = []
  for (const id of await store.ids()) {
    const record = await readRun(store.open(id))
    if (record !== null) records.push(record)
  }
  return records.sort((a, b) => b.createdAt.localeCompare(a.createdAt))
}
