import { useEffect } from 'react'
import { PLACES } from '../places.ts'
import { useLimnStore } from '../useLimn.ts'

/** Keeps the place in the address (`#train`), so that reloading stays there and the browser's Back goes back. */
export function usePlaceAddress(): void {
  const store = useLimnStore()
  useEffect(() => {
    const read = (): void => {
      const named = PLACES.find(({ id }) => `#${id}` === location.hash)
      store.getState().setPlace(named?.id ?? 'segment')
    }
    read()
    window.addEventListener('hashchange', read)
    const forget = store.subscribe(({ place }, previous) => {
      if (place === previous.place) return
      const address = place === 'segment' ? '' : `#${place}`
      if (location.hash !== address) {
        history.pushState(null, '', address === '' ? location.pathname + location.search : address)
      }
    })
    return () => {
      window.removeEventListener('hashchange', read)
      forget()
    }
  }, [store])
}
