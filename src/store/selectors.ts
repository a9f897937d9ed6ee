import { filterInstances } from '../domain/instanceFilter.ts'
import type { ImageId } from '../domain/image.ts'
import type { Instance } from '../domain/instance.ts'
import type { ImageEntry, LimnState } from './state.ts'

type VisibilityInput = Pick<LimnState, 'instances' | 'filter' | 'hiddenLabels' | 'isolatedLabel'>

const NONE: readonly Instance[] = []

/**
 * A selector's last answer for a list, valid as long as its other inputs are the same objects. Held weakly: it goes
 * when the list goes.
 */
function rememberPerList(
  compute: (list: readonly Instance[], inputs: readonly unknown[]) => readonly Instance[],
): (list: readonly Instance[], inputs: readonly unknown[]) => readonly Instance[] {
  const answers = new WeakMap<
    readonly Instance[],
    { inputs: readonly unknown[]; value: readonly Instance[] }
  >()
  return (list, inputs) => {
    const last = answers.get(list)
    if (last?.inputs.every((input, index) => input === inputs[index])) return last.value
    const value = compute(list, inputs)
    answers.set(list, { inputs, value })
    return value
  }
}

const filtered = rememberPerList((list, inputs) =>
  filterInstances(list, inputs[0] as LimnState['filter']),
)

const visible = rememberPerList((list, inputs) => {
  const [hidden, isolated] = inputs as [readonly string[], string | null]
  return list.filter(({ label }) =>
    isolated === null ? !hidden.includes(label) : label === isolated,
  )
})

/** What the sliders leave on an image, hidden classes included: the class list counts these. */
export function filteredInstances(state: VisibilityInput, id: ImageId | null): readonly Instance[] {
  const all = id === null ? undefined : state.instances[id]
  return all === undefined ? NONE : filtered(all, [state.filter])
}

/** What is drawn, listed and exported for an image. The same array as long as nothing changed. */
export function visibleInstances(state: VisibilityInput, id: ImageId | null): readonly Instance[] {
  return visible(filteredInstances(state, id), [state.hiddenLabels, state.isolatedLabel])
}

export function currentImage(state: LimnState): ImageEntry | null {
  return state.currentImageId === null ? null : (state.images[state.currentImageId] ?? null)
}

/** Whether an image is still being read, waits for its turn or runs. */
export function isUnfinished(image: ImageEntry): boolean {
  const { kind } = image.status
  return kind === 'reading' || kind === 'waiting' || kind === 'running'
}

export function unfinishedImages(state: LimnState): readonly ImageId[] {
  return state.imageOrder.filter((id) => {
    const image = state.images[id]
    return image !== undefined && isUnfinished(image)
  })
}
