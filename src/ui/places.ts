import { lazy, type ComponentType } from 'react'
import type { StoreApi } from 'zustand'
import type { Limn, Place } from '../store/state.ts'
import type { IconName } from './components/icons.tsx'
import { takeDataset } from './data/dataPlaceFiles.ts'
import { takeResultsFile } from './evaluate/resultsFiles.ts'
import type { TreeFile } from './intake/readDroppedFiles.ts'
import { takeFilesInModels } from './models/modelFiles.ts'

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
  /** Takes a drop with all its files and folders, as a dataset needs it; goes before `takeFiles`. */
  readonly takeTree?: (store: StoreApi<Limn>, files: readonly TreeFile[]) => void
}

/** A place whose code arrives when one first goes there. */
export function lazyPlace(load: () => Promise<PlaceView>): PlaceView {
  return lazy(async () => ({ default: await load() }))
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
  {
    id: 'data',
    title: 'Data',
    purpose: 'Collect and label the pictures a model learns from',
    icon: 'data',
    View: lazyPlace(async () => (await import('./data/DataPlace.tsx')).DataPlace),
    takeTree: takeDataset,
  },
  {
    id: 'train',
    title: 'Train',
    purpose: 'Teach a model your own objects and watch it learn',
    icon: 'train',
    View: lazyPlace(() => import('./train/TrainPlace.tsx').then(({ TrainPlace }) => TrainPlace)),
  },
  {
    id: 'evaluate',
    title: 'Evaluate',
    purpose: 'See how good a model is, and where it errs',
    icon: 'evaluate',
    View: lazyPlace(async () => (await import('./evaluate/EvaluatePlace.tsx')).EvaluatePlace),
    takeFiles: takeResultsFile,
  },
  {
    id: 'models',
    title: 'Models',
    purpose: 'Bring models of your own and look inside them',
    icon: 'models',
    View: lazyPlace(() =>
      import('./models/ModelsPlace.tsx').then(({ ModelsPlace }) => ModelsPlace),
    ),
    takeFiles: takeFilesInModels,
  },
]

export function placeOf(id: Place): PlaceEntry | undefined {
  return PLACES.find((place) => place.id === id)
}
