import type { Failure } from '../domain/failure.ts'
import { toFailure } from '../domain/failure.ts'
import type { DatasetRecord, ImageRecord } from '../domain/datasetRecord.ts'
import type { Instance, InstanceId } from '../domain/instance.ts'
import type { Client } from '../workers/protocol.ts'
import type { DatasetMethods } from '../workers/protocol/datasetMethods.ts'
import type { LabelJournal, PendingLabels } from './labelJournal.ts'

export interface SavedLabels {
  readonly image: ImageRecord
  readonly record: DatasetRecord
}

export interface LabelSaverOptions {
  readonly datasets: Pick<Client<DatasetMethods>, 'saveLabels'>
  readonly journal: Pick<LabelJournal, 'keep'>
  readonly datasetId: string
  readonly imageId: number
  readonly objects: readonly { readonly objectId: number; readonly instance: Instance }[]
  readonly onState: (state: 'saved' | 'saving' | 'failed', saved?: SavedLabels) => void
  readonly onFailure: (failure: Failure) => void
}

/** Keeps the labels of one image on this device in step with what the stage shows. */
export interface LabelSaver {
  /** The image's instances after an edit; sends what differs from the last time. */
  update(instances: readonly Instance[]): void
  /** Sends what could not be saved, now instead of a while later. */
  retry(): void
}

/** After a failure: at first soon, then less and less often. */
const FIRST_RETRY_MS = 2000
const MAX_RETRY_MS = 60_000

type Labels = ReadonlyMap<InstanceId, Instance>

/**
 * Sends differences one after another, so that saves arrive in the order of the edits, and again until they are kept.
 * What is not confirmed stands in the journal before `update` returns. Only what a person made or confirmed is a label:
 * a model's proposal (it has a score) is saved once it is accepted.
 */
export function createLabelSaver(options: LabelSaverOptions): LabelSaver {
  const { datasets, journal, datasetId, imageId, objects, onState, onFailure } = options
  const objectIds = new Map<InstanceId, number>()
  const asOpened = new Map<InstanceId, Instance>()
  for (const { objectId, instance } of objects) {
    objectIds.set(instance.id, objectId)
    asOpened.set(instance.id, instance)
  }
  let saved: Labels = asOpened
  /** What was sent and not confirmed: the library may have it or not. */
  let sent: Labels = saved
  let wanted: Labels = saved
  let latest: readonly Instance[] | null = null
  let isRunning = false
  let retryMs = FIRST_RETRY_MS
  let retryTimer: ReturnType<typeof setTimeout> | undefined

  /** What makes `wanted` of the labels, whichever of the two the library has. Null when nothing is missing. */
  function pendingLabels(): PendingLabels | null {
    const changed = [...wanted.values()].filter(
      (instance) => differs(instance, saved) || differs(instance, sent),
    )
    const removed = new Set([...saved.keys(), ...sent.keys()].filter((id) => !wanted.has(id)))
    if (changed.length === 0 && removed.size === 0) return null
    const objectIdOf = (id: InstanceId): number | null => objectIds.get(id) ?? null
    return {
      datasetId,
      imageId,
      changed: changed.map(({ id, label, mask, polygons }) => ({
        instanceId: id,
        objectId: objectIdOf(id),
        label,
        mask,
        polygons: polygons ?? null,
      })),
      removed: [...removed].map((id) => ({ instanceId: id, objectId: objectIdOf(id) })),
    }
  }

  async function run(): Promise<void> {
    clearTimeout(retryTimer)
    isRunning = true
    for (let pending = pendingLabels(); pending !== null; pending = pendingLabels()) {
      onState('saving')
      const now = wanted
      sent = now
      try {
        const result = await datasets.saveLabels(pending)
        for (const { instanceId, objectId } of result.objectIds) objectIds.set(instanceId, objectId)
        saved = now
        retryMs = FIRST_RETRY_MS
        journal.keep(datasetId, imageId, pendingLabels())
        onState('saved', result)
      } catch (thrown) {
        const failure = toFailure(thrown)
        onState('failed')
        if (retryMs === FIRST_RETRY_MS) onFailure(failure)
        // The dataset is gone: nothing will ever be saved to it.
        if (failure.reason === 'bad-request') {
          journal.keep(datasetId, imageId, null)
          break
        }
        retryTimer = setTimeout(() => void run(), retryMs)
        retryMs = Math.min(MAX_RETRY_MS, retryMs * 2)
        break
      }
    }
    isRunning = false
  }

  return {
    update: (instances) => {
      if (instances === latest) return
      latest = instances
      wanted = new Map(
        instances.filter(({ score }) => score === null).map((instance) => [instance.id, instance]),
      )
      const pending = pendingLabels()
      journal.keep(datasetId, imageId, pending)
      if (pending !== null && !isRunning) void run()
    },
    retry: () => {
      if (!isRunning) void run()
    },
  }
}

function differs(instance: Instance, from: Labels): boolean {
  const before = from.get(instance.id)
  return before?.mask !== instance.mask || before.label !== instance.label
}
