import type { StoreApi } from 'zustand'
import type { Limn } from '../../store/state.ts'
import type { TreeFile } from './readDroppedFiles.ts'
import { keepPictures, NO_PICTURES_IN_FOLDER } from './pictureFiles.ts'

const ACCEPT = 'image/*,.zip,application/zip'

/** Opens the browser's file or folder chooser and hands what was chosen to the store. */
export async function pickFiles(
  store: StoreApi<Limn>,
  { folder = false }: { folder?: boolean } = {},
): Promise<void> {
  const files = await chooseFiles(folder)
  if (files.length === 0) return
  const wanted = folder ? keepPictures(files) : files
  if (wanted.length === 0) store.getState().notify(NO_PICTURES_IN_FOLDER)
  else store.getState().addFiles(wanted)
}

/** Opens the chooser for a dataset: every file counts, with the folders it lies in. */
export async function pickDataset({ folder }: { folder: boolean }): Promise<readonly TreeFile[]> {
  const files = await chooseFiles(folder, '')
  return files.map((file) => ({ path: file.webkitRelativePath || file.name, file }))
}

function chooseFiles(folder: boolean, accept = ACCEPT): Promise<readonly File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.hidden = true
  if (folder) input.webkitdirectory = true
  else input.accept = accept
  // Safari only opens the chooser of an input that is in the page.
  document.body.append(input)
  return new Promise((resolve) => {
    const finish = (): void => {
      input.remove()
      resolve([...(input.files ?? [])])
    }
    input.addEventListener('change', finish)
    input.addEventListener('cancel', finish)
    input.click()
  })
}
