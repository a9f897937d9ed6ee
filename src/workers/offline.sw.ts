/**
 * The service worker of a built Limn: the page opens without a network, and is cross-origin isolated from its second
 * visit on even where the host sends no headers. Weights are not its business: the engine keeps and verifies them.
 */
declare const self: ServiceWorkerGlobalScope
/** Put in by tools/vite/offlinePlugin.ts. */
declare const __LIMN_SHELL__: {
  /** Paths of the built files, relative to the scope. */
  readonly files: readonly string[]
  readonly version: string
  readonly headers: Readonly<Record<string, string>>
}

const SHELL_PREFIX = 'limn-shell-'
const { files, version, headers } = __LIMN_SHELL__
const shellCache = SHELL_PREFIX + version
const samplesCache = 'limn-samples'
const scope = new URL(self.registration.scope)
const indexUrl = new URL('index.html', scope).href
const shellUrls = new Set(files.map((file) => new URL(file, scope).href))

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(shellCache).then((cache) =>
      // Past the HTTP cache: a version is the bytes it was built from.
      cache.addAll([...shellUrls].map((url) => new Request(url, { cache: 'no-cache' }))),
    ),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter(
        (name) => name.startsWith(SHELL_PREFIX) && name !== shellCache,
      )
      await Promise.all(old.map((name) => caches.delete(name)))
      await self.clients.claim()
    })(),
  )
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  const url = new URL(request.url)
  url.search = ''
  url.hash = ''
  if (!url.href.startsWith(scope.href)) return
  if (request.mode === 'navigate') event.respondWith(navigate(request))
  else if (shellUrls.has(url.href)) event.respondWith(fromShell(request, url.href))
  else if (url.href.startsWith(new URL('samples/', scope).href)) {
    event.respondWith(keepAfterFirstUse(request))
  }
})

/**
 * The newest page when there is a network. It is not stored: offline, the stored page must find the very files it was
 * built with, and those are the ones of this version.
 */
async function navigate(request: Request): Promise<Response> {
  try {
    return withHeaders(await fetch(request))
  } catch (offline) {
    const stored = await caches.match(indexUrl, { cacheName: shellCache })
    if (stored === undefined) throw offline
    return withHeaders(stored)
  }
}

async function fromShell(request: Request, url: string): Promise<Response> {
  const stored = await caches.match(url, { cacheName: shellCache })
  return withHeaders(stored ?? (await fetch(request)))
}

async function keepAfterFirstUse(request: Request): Promise<Response> {
  const cache = await caches.open(samplesCache)
  const stored = await cache.match(request)
  if (stored !== undefined) return withHeaders(stored)
  const response = await fetch(request)
  if (response.ok) await cache.put(request, response.clone()).catch(() => undefined)
  return withHeaders(response)
}

function withHeaders(response: Response): Response {
  // An opaque or redirected answer is handed on as it is: its headers cannot be read, or it has none of ours.
  if (response.type === 'opaque' || response.type === 'opaqueredirect') return response
  const merged = new Headers(response.headers)
  for (const [name, value] of Object.entries(headers)) merged.set(name, value)
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers: merged })
}

export {}
