import { useCallback, useSyncExternalStore } from 'react'
import type { ColourOf, Ink } from './chartDrawing.ts'

/** Calls back when the theme changes: the person's choice on <html>, or the device's. */
function watchTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  const device = matchMedia('(prefers-color-scheme: dark)')
  device.addEventListener('change', changed)
  return () => {
    observer.disconnect()
    device.removeEventListener('change', changed)
  }
}

function themeNow(): string {
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches
  return `${document.documentElement.dataset['theme'] ?? ''} ${isDark ? 'dark' : 'light'}`
}

/** A word that changes with the theme, to repaint what is on a canvas. */
export function useThemeName(): string {
  return useSyncExternalStore(watchTheme, themeNow)
}

/**
 * Colours of tokens as the browser computes them, since a canvas knows no CSS variables. The function is a new one when
 * the theme changes.
 */
export function useChartColours(): ColourOf {
  const theme = useThemeName()
  return useCallback((ink: Ink) => computeColour(ink, theme), [theme])
}

const computed = new Map<string, string>()

function computeColour(ink: Ink, theme: string): string {
  const key = `${theme} ${ink}`
  const known = computed.get(key)
  if (known !== undefined) return known
  const probe = document.createElement('span')
  probe.style.color = `var(${ink})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  computed.set(key, color)
  return color
}
