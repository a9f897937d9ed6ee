import { useLayoutEffect } from 'react'
import { useLimn } from '../useLimn.ts'

/** Writes the chosen theme onto <html>, where the tokens read it; without an attribute the system decides. */
export function useTheme(): void {
  const theme = useLimn((state) => state.theme)
  useLayoutEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme']
    else document.documentElement.dataset['theme'] = theme
  }, [theme])
}
