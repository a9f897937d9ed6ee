import { useEffect, useState, type RefObject } from 'react'

/** Charts this far outside the window are kept up to date, so that none is seen old while one scrolls. */
const MARGIN = '300px'

/** Whether an element can be seen, or soon could be. */
export function useIsNear(element: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(true)
  useEffect(() => {
    const host = element.current
    if (host === null) return
    const observer = new IntersectionObserver(
      (entries) => setNear(entries.at(-1)?.isIntersecting ?? true),
      { rootMargin: MARGIN },
    )
    observer.observe(host)
    return () => observer.disconnect()
  }, [element])
  return isNear
}
