import type { ImageId } from '../domain/image.ts'
import type { Instance, InstanceId } from '../domain/instance.ts'
import type { ImageEntry } from './state.ts'

/** An instance with its place in its image's list, so that undo puts it back where it was. */
export interface Placed {
  readonly instance: Instance
  readonly index: number
}

/** One step a person can take back. Holds only what changed, so that results arriving meanwhile are not lost. */
export type Edit =
  | {
      readonly kind: 'instances'
      readonly imageId: ImageId
      readonly before: readonly Placed[]
      readonly after: readonly Placed[]
    }
  | {
      readonly kind: 'remove-images'
      readonly removed: readonly {
        readonly entry: ImageEntry
        readonly index: number
        readonly instances: readonly Instance[]
      }[]
    }

export interface History {
  readonly done: readonly Edit[]
  readonly undone: readonly Edit[]
}

const DEPTH = 500

export const EMPTY_HISTORY: History = { done: [], undone: [] }

export function pushEdit(history: History, edit: Edit): History {
  return { done: [...history.done, edit].slice(-DEPTH), undone: [] }
}

/** Takes `from` out of the list and puts `to` in; instances under the same id are replaced in place. */
export function replaceInstances(
  list: readonly Instance[],
  from: readonly Placed[],
  to: readonly Placed[],
): readonly Instance[] {
  const incoming = new Map(to.map(({ instance }) => [instance.id, instance]))
  const outgoing = new Set<InstanceId>(from.map(({ instance }) => instance.id))
  const next: Instance[] = []
  for (const instance of list) {
    const replacement = incoming.get(instance.id)
    if (replacement !== undefined) next.push(replacement)
    else if (!outgoing.has(instance.id)) next.push(instance)
    incoming.delete(instance.id)
  }
  const returning = to.filter(({ instance }) => incoming.has(instance.id))
  for (const { instance, index } of [...returning].sort((a, b) => a.index - b.index)) {
    next.splice(Math.min(index, next.length), 0, instance)
  }
  return next
}

/** The edit that turns `list` by removing `removedIds` and inserting or replacing `changed`. */
export function makeEdit(
  imageId: ImageId,
  list: readonly Instance[],
  removedIds: readonly InstanceId[],
  changed: readonly Instance[],
): Edit & { kind: 'instances' } {
  const place = (instance: Instance): Placed => {
    const index = list.findIndex(({ id }) => id === instance.id)
    return { instance, index: index === -1 ? list.length : index }
  }
  const touched = new Set([...removedIds, ...changed.map(({ id }) => id)])
  return {
    kind: 'instances',
    imageId,
    before: list.filter(({ id }) => touched.has(id)).map(place),
    after: changed.map(place),
  }
}
