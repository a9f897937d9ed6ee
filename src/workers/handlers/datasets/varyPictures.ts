import { shrinkSample } from '../../../data/augment/shrinkSample.ts'
import { readRecord } from '../../../data/library/datasetLibrary.ts'
import type { RunData } from '../../../domain/training/trainingRun.ts'
import type { TrainingSample } from '../../../domain/trainingSample.ts'
import { nextMacrotask } from '../../../models/nextMacrotask.ts'
import { createBatches } from '../../../training/batches.ts'
import { varyBy } from '../../../training/varyBy.ts'
import type { Handlers } from '../../protocol.ts'
import type { DatasetMethods } from '../../protocol/datasetMethods.ts'
import { openRunData, type OpenedData } from '../../training/runData.ts'

/** Longer sides are shrunk for the page: it shows the pictures small. */
const LONGEST_SIDE = 320

/** The data of the last preview, with the pictures it decoded: the next change of a setting asks for the same. */
let opened: { readonly key: string; readonly data: Promise<OpenedData> } | null = null

/** What a run would learn from first, varied by the run's own code from the run's own stream of random numbers. */
export const varyPictures: Handlers<DatasetMethods>['varyPictures'] = async (
  { data, augmentation, seed, count, cutTo },
  { signal, report },
) => {
  const { train, classes } = await open(data)
  const batches = createBatches(train, { seed, vary: varyBy(augmentation, { cutTo }) })
  const pictures: TrainingSample[] = []
  for (let index = 0; index < Math.min(count, train.count); index++) {
    // Later settings cancel this preview: their message is received when the event loop turns.
    await nextMacrotask()
    signal.throwIfAborted()
    for (const varied of await batches.next(1)) {
      const picture = shrinkSample(varied, LONGEST_SIDE)
      pictures.push(picture)
      report({ index, picture })
    }
  }
  // A result's buffers move to the page; those of what was not varied are still the dataset's.
  return { classes: classes.slice(1), pictures: structuredClone(pictures) }
}

async function open(data: RunData): Promise<OpenedData> {
  const changedAt = data.kind === 'library' ? (await readRecord(data.datasetId)).changedAt : 0
  const key = JSON.stringify([data, changedAt])
  if (opened?.key !== key) {
    const fresh = { key, data: openRunData(data) }
    opened = fresh
    fresh.data.catch(() => {
      if (opened === fresh) opened = null
    })
  }
  return opened.data
}
