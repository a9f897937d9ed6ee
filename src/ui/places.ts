import { lazy, type ComponentType } from 'react'
import type { StoreApi } from 'zustand'
import type { Limn, Place } from '../store/state.ts'
import type { IconName } from './components/icons.tsx'

/** What fills the window beside the rail and above the status line. */
export type PlaceView = ComponentType

/** A place of the rail. Each is a chunk of its own, so that the first paint waits for none of them. */
export interface PlaceEntry {
  readonly id: Place
  readonly title: string
  /** One sentence on hover. */
  readonly purpose: string
  readonly icon: IconName
  /** Null for Segment, whose stage the shell itself shows. */
  readonly View: PlaceView | null
  /** Takes files that are dropped or pasted while one is here; without it they are pictures to segment. */
  readonly takeFiles?: (store: StoreApi<Limn>, files: readonly File[]) => void
}

/** The places in the order of a newcomer's road: find, collect, learn, measure, keep. */
export const PLACES: readonly PlaceEntry[] = [
  {
    id: 'segment',
    title: 'Segment',
    purpose: 'Find every object in your pictures',
    icon: 'segment',
    View: null,
  },
]

/** A place whose code arrives when one first goes there. */
export function lazyPlace(load: () => Promise<PlaceView>): PlaceView {
  return lazy(async () => ({ default: await load() }))
}

export function placeOf(id: Place): PlaceEntry | undefined {
  return PLACES.find((place) => place.id === id)
}
