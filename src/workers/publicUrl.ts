/**
 * Address of a file in public/ as a worker sees it. Built workers lie beside index.html (vite.config.ts), so that a
 * relative base works in them as it does in the page.
 */
export function publicUrl(path: string): string {
  return new URL(import.meta.env.BASE_URL + path, self.location.href).href
}
