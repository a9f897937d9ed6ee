import type { StoreApi } from 'zustand'
import type { Instance, InstanceId } from '../../domain/instance.ts'
import { visibleInstances } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'

/** Selects the next (1) or previous (-1) object in reading order and brings it into sight by the live text and outline. */
export function stepSelection(store: StoreApi<Limn>, delta: 1 | -1): void {
  const state = store.getState()
  const next = instanceBeside(
    visibleInstances(state, state.currentImageId),
    state.selectedIds.at(-1) ?? null,
    delta,
  )
  if (next !== null) state.selectInstance(next.id)
}

/** The neighbour in reading order, around the ends; the first or the last one when none is selected. */
export function instanceBeside(
  instances: readonly Instance[],
  id: InstanceId | null,
  delta: 1 | -1,
): Instance | null {
  const order = inReadingOrder(instances)
  const at = order.findIndex((instance) => instance.id === id)
  const from = at < 0 && delta === -1 ? 0 : at
  return order[(from + delta + order.length) % order.length] ?? null
}

/** Left to right in rows, as one reads: rows are bands an eighth of the tallest extent high. */
function inReadingOrder(instances: readonly Instance[]): readonly Instance[] {
  const bottom = Math.max(1, ...instances.map(({ box }) => box.y + box.height))
  const band = ({ box }: Instance): number => Math.floor(((box.y + box.height / 2) / bottom) * 8)
  return instances.toSorted((a, b) => band(a) - band(b) || a.box.x - b.box.x)
}
