import { useEffect, useState } from 'react'
import { useStore, type StoreApi } from 'zustand'
import { visibleInstances } from '../../store/selectors.ts'
import type { Limn } from '../../store/state.ts'
import { chipText } from '../../domain/labelChip.ts'
import { useLimn } from '../useLimn.ts'
import { hitTest } from './hitTest.ts'
import type { StageDraft } from './stageDraft.ts'

/** A voice that waits until the crosshair rests: every step read out would never end. */
const REST_MS = 250

/** Says what is selected and what lies under the crosshair, for those who do not see it. */
export function StageAnnouncer({ draft }: { draft: StoreApi<StageDraft> }) {
  const selection = useLimn(describeSelection)
  const crosshair = useStore(draft, (state) => state.crosshair)
  const hasAnchor = useStore(draft, (state) => state.boxAnchor !== null)
  const under = useLimn((state) => {
    if (crosshair === null) return null
    return (
      hitTest(visibleInstances(state, state.currentImageId), crosshair, 1)?.label ?? 'no object'
    )
  })
  const place =
    crosshair === null
      ? ''
      : `${Math.floor(crosshair.x)}, ${Math.floor(crosshair.y)}, ${under ?? ''}${hasAnchor ? ', first corner set' : ''}`
  const restedPlace = useRested(place)
  return (
    <p className="visually-hidden" role="status">
      {place === '' ? selection : restedPlace}
    </p>
  )
}

function useRested(text: string): string {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), REST_MS)
    return () => clearTimeout(timer)
  }, [text])
  return rested
}

function describeSelection(state: Limn): string {
  const { selectedIds, currentImageId } = state
  const visible = visibleInstances(state, currentImageId)
  const [first, ...more] = visible.filter(({ id }) => selectedIds.includes(id))
  if (first === undefined) return ''
  if (more.length > 0) return `${more.length + 1} objects selected`
  const { width, height } = first.box
  return `${chipText(first)} selected, ${width} by ${height} pixels, one of ${visible.length}`
}
