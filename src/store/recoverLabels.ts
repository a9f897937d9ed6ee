import { toFailure } from '../domain/failure.ts'
import type { Client } from '../workers/protocol.ts'
import type { DatasetMethods } from '../workers/protocol/datasetMethods.ts'
import type { LabelJournal } from './labelJournal.ts'
import type { ViewActions } from './state.ts'

interface RecoverOptions {
  readonly datasets: Pick<Client<DatasetMethods>, 'saveLabels'>
  readonly journal: Pick<LabelJournal, 'leftBehind'>
  readonly notify: ViewActions['notify']
}

/**
 * Gives the library what tabs that are gone had written down and not heard saved. An edit that did arrive is saved
 * twice, which changes nothing. Never throws; what cannot be saved stays in the journal for the next start.
 */
export async function recoverLabels({ datasets, journal, notify }: RecoverOptions): Promise<void> {
  const entries = await journal.leftBehind().catch(() => [])
  const images = new Set<string>()
  for (const { pending, done } of entries) {
    try {
      await datasets.saveLabels(pending)
      images.add(`${pending.datasetId}/${pending.imageId}`)
      done()
    } catch (thrown) {
      const { reason, message, remedy } = toFailure(thrown)
      // Its dataset has been deleted meanwhile.
      if (reason === 'bad-request') done()
      else {
        notify({
          tone: 'error',
          text: `Labels of an earlier visit are not saved yet: ${message}`,
          remedy: `${remedy} They are kept and tried again at the next start.`,
        })
      }
    }
  }
  if (images.size > 0) {
    notify({
      tone: 'info',
      text: `The last labels of ${images.size === 1 ? 'a picture' : `${images.size} pictures`} were still being saved when Limn was closed. They are saved now.`,
      remedy: '',
    })
  }
}
