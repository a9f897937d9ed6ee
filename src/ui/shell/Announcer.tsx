import { useEffect, useState } from 'react'
import { filteredInstances } from '../../store/selectors.ts'
import type { ImageEntry, Limn } from '../../store/state.ts'
import { formatNumberOf } from '../format.ts'
import { useLimnStore } from '../useLimn.ts'

/** What a picture's new status says to those who do not see it; null when it is no news. */
export function announcement(
  image: ImageEntry,
  before: ImageEntry | undefined,
  state: Limn,
): string | null {
  const { kind } = image.status
  if (before === undefined || before.status.kind === kind) return null
  if (kind === 'done') {
    const count = filteredInstances(state, image.id).length
    return `${formatNumberOf(count, 'object')} found in ${image.name}`
  }
  if (kind === 'failed') return `${image.name} failed: ${image.status.failure.message}`
  return null
}

/** A live region that tells screen readers how each picture ended. */
export function Announcer() {
  const store = useLimnStore()
  const [text, setText] = useState('')
  useEffect(
    () =>
      store.subscribe((state, before) => {
        if (state.images === before.images) return
        const news = state.imageOrder.flatMap((id) => {
          const image = state.images[id]
          const previous = before.images[id]
          if (image === undefined || image === previous) return []
          return announcement(image, previous, state) ?? []
        })
        if (news.length > 0) setText(news.join('. '))
      }),
    [store],
  )
  return (
    <div className="visually-hidden" role="status">
      {text}
    </div>
  )
}
