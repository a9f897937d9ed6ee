/**
 * Registers the service worker of a built page, so that the next visit works offline and cross-origin isolated.
 * Resolves to whether the page will be kept; a browser that refuses (private window, no secure context) is no fault.
 */
export async function registerOffline(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false
  try {
    await navigator.serviceWorker.register(
      new URL(`${import.meta.env.BASE_URL}sw.js`, document.baseURI),
    )
    return true
  } catch {
    return false
  }
}
