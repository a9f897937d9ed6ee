import type { StoreApi } from 'zustand'
import type { Limn } from '../../store/state.ts'

const RESULTS_FILE = /\.json(\.gz)?$/i

/** What is dropped in Evaluate is a results file for the pictures chosen there; pictures are for Segment as elsewhere. */
export function takeResultsFile(store: StoreApi<Limn>, files: readonly File[]): void {
  const { evaluatedPart, evaluationJob, importResults, addFiles, setPlace, notify } =
    store.getState()
  const results = files.filter(({ name }) => RESULTS_FILE.test(name))
  const [file] = results
  if (file === undefined) {
    setPlace('segment')
    addFiles(files)
  } else if (evaluatedPart === null) {
    notify({
      tone: 'error',
      text: `There is no dataset to compare ${file.name} with.`,
      remedy: 'Bring in its pictures and labels in the Data place first.',
    })
  } else if (evaluationJob !== null || results.length > 1) {
    notify({
      tone: 'error',
      text: 'One results file is measured at a time.',
      remedy: 'Drop the next one when the one before is done.',
    })
  } else void importResults(evaluatedPart, file)
}
