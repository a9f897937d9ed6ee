import { createContext, use } from 'react'
import { useStore, type StoreApi } from 'zustand'
import type { Limn } from '../store/state.ts'

const LimnContext = createContext<StoreApi<Limn> | null>(null)

/** Hands the store to everything below: `<LimnProvider value={store}>`. */
export const LimnProvider = LimnContext.Provider

/** The store itself, for event handlers and effects that read state without re-rendering. */
export function useLimnStore(): StoreApi<Limn> {
  const store = use(LimnContext)
  if (store === null) throw new Error('useLimn needs a <LimnProvider> above it.')
  return store
}

/** A piece of the state; re-renders when it changes by `Object.is`. */
export function useLimn<Piece>(selector: (state: Limn) => Piece): Piece {
  return useStore(useLimnStore(), selector)
}
