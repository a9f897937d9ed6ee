import type { StoreApi } from 'zustand'
import type { Limn } from '../../store/state.ts'
import type { TreeFile } from '../intake/readDroppedFiles.ts'

/** What is dropped in the Data place is a dataset, unless an empty folder came. */
export function takeDataset(store: StoreApi<Limn>, files: readonly TreeFile[]): void {
  const { importDataset, notify } = store.getState()
  if (files.length > 0) void importDataset(files)
  else {
    notify({
      tone: 'error',
      text: 'There are no files in what was dropped.',
      remedy: 'Drop the folder of a dataset, or a zip of it.',
    })
  }
}
