import type { Failure } from '../domain/failure.ts'
import { toFailure } from '../domain/failure.ts'
import type { DatasetRecord, ImageRecord } from '../domain/datasetRecord.ts'
import type { Instance, InstanceId } from '../domain/instance.ts'
import type { Client } from '../workers/protocol.ts'
import type { DatasetMethods } from '../workers/protocol/datasetMethods.ts'

export interface SavedLabels {
  readonly image: ImageRecord
  readonly record: DatasetRecord
}

export interface LabelSaverOptions {
  readonly datasets: Pick<Client<DatasetMethods>, 'saveLabels'>
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
}

/**
 * Sends differences one after another, so that saves arrive in the order of the edits. Only what a person made or
 * confirmed is a label: a model's proposal (it has a score) is saved once it is accepted.
 */
export function createLabelSaver(options: LabelSaverOptions): LabelSaver {
  const { datasets, datasetId, imageId, objects, onState, onFailure } = options
  const objectIds = new Map<InstanceId, number>()
  let saved = new Map<InstanceId, Instance>()
  for (const { objectId, instance } of objects) {
    objectIds.set(instance.id, objectId)
    saved.set(instance.id, instance)
  }
  let latest: readonly Instance[] | null = null
  let wanted: readonly Instance[] | null = null
  let isRunning = false

  async function run(): Promise<void> {
    isRunning = true
    while (wanted !== null) {
      const now = new Map(wanted.map((instance) => [instance.id, instance]))
      wanted = null
      const changed = [...now.values()].filter((instance) => {
        const before = saved.get(instance.id)
        return before?.mask !== instance.mask || before.label !== instance.label
      })
      const removed = [...saved.keys()].filter((id) => !now.has(id))
      if (changed.length === 0 && removed.length === 0) continue
      onState('saving')
      try {
        const result = await datasets.saveLabels({
          datasetId,
          imageId,
          changed: changed.map(({ id, label, mask }) => ({
            instanceId: id,
            objectId: objectIds.get(id) ?? null,
            label,
            mask,
          })),
          removed: removed.flatMap((id) => objectIds.get(id) ?? []),
        })
        for (const { instanceId, objectId } of result.objectIds) objectIds.set(instanceId, objectId)
        saved = now
        onState('saved', result)
      } catch (thrown) {
        onState('failed')
        onFailure(toFailure(thrown))
        break
      }
    }
    isRunning = false
  }

  return {
    update: (instances) => {
      if (instances === latest) return
      latest = instances
      wanted = instances.filter(({ score }) => score === null)
      if (!isRunning) void run()
    },
  }
}
