import { useLayoutEffect, useState, type RefObject } from 'react'

/** A width that still changes is waited for this long, milliseconds. */
const REST_MS = 100
/** What is drawn is shown stretched or squeezed by this share at most meanwhile. */
const MOST_STRETCH = 0.2

/**
 * The width of an element in CSS pixels to draw at; 0 until it is known. While a window is being resized what is drawn is
 * stretched, and drawn anew when it comes to rest or would be stretched too far: many charts cannot all be drawn anew in
 * each frame.
 */
export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const host = element.current
    if (host === null) return
    let drawn = 0
    let timer: ReturnType<typeof setTimeout> | undefined
    const take = () => {
      drawn = host.clientWidth
      setWidth(drawn)
    }
    // The observer tells of the first size too.
    const observer = new ResizeObserver(() => {
      clearTimeout(timer)
      const change = Math.abs(host.clientWidth - drawn)
      if (change > MOST_STRETCH * drawn) take()
      else if (change > 0) timer = setTimeout(take, REST_MS)
    })
    observer.observe(host)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
    }
  }, [element])
  return width
}
