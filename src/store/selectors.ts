import { filterInstances } from '../domain/instanceFilter.ts'
import type { ImageId } from '../domain/image.ts'
import type { Instance } from '../domain/instance.ts'
import type { ImageEntry, LimnState } from './state.ts'

type VisibilityInput = Pick<LimnState, 'instances' | 'filter' | 'hiddenLabels' | 'isolatedLabel'>

const NONE: readonly Instance[] = []

/** Remembers the last answer per image as long as all inputs are the same objects. */
const remembered = new Map<ImageId, { key: readonly unknown[]; value: readonly Instance[] }>()

function remember(
  cacheId: string,
  key: readonly unknown[],
  compute: () => readonly Instance[],
): readonly Instance[] {
  const last = remembered.get(cacheId)
  if (last !== undefined && last.key.every((part, index) => part === key[index])) return last.value
  const value = compute()
  remembered.set(cacheId, { key, value })
  return value
}

/** What the sliders leave on an image, hidden classes included: the class list counts these. */
export function filteredInstances(state: VisibilityInput, id: ImageId | null): readonly Instance[] {
  const all = id === null ? undefined : state.instances[id]
  if (id === null || all === undefined) return NONE
  return remember(`filtered ${id}`, [all, state.filter], () => filterInstances(all, state.filter))
}

/** What is drawn, listed and exported for an image. Same array as long as nothing changed. */
export function visibleInstances(state: VisibilityInput, id: ImageId | null): readonly Instance[] {
  if (id === null) return NONE
  const filtered = filteredInstances(state, id)
  return remember(`visible ${id}`, [filtered, state.hiddenLabels, state.isolatedLabel], () =>
    filtered.filter(({ label }) =>
      state.isolatedLabel === null
        ? !state.hiddenLabels.includes(label)
        : label === state.isolatedLabel,
    ),
  )
}

export function currentImage(state: LimnState): ImageEntry | null {
  return state.currentImageId === null ? null : (state.images[state.currentImageId] ?? null)
}

/** Images that run or wait for their turn. */
export function unfinishedImages(state: LimnState): readonly ImageId[] {
  return state.imageOrder.filter((id) => {
    const kind = state.images[id]?.status.kind
    return kind === 'reading' || kind === 'waiting' || kind === 'running'
  })
}
