/**
 * The response headers of Limn, in one place: the dev and preview servers, `dist/_headers` for static hosts that read
 * it, the service worker for hosts that do not, and a meta element for the very first visit.
 */

/** Cross-origin isolation: what SharedArrayBuffer, and so WASM threads, asks of a page. */
export const isolationHeaders: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
}

/** Where torchvision publishes its weights, fetched when a person presses the button that names it. */
const OFFICIAL_WEIGHTS = 'https://download.pytorch.org'

/** No address but our own and that one can be reached, and nothing posts to it: what a person drops here stays. */
const policy: Readonly<Record<string, string>> = {
  'default-src': "'none'",
  // WASM threads start from a blob of the runtime's own text; no text is ever evaluated.
  'script-src': "'self' 'wasm-unsafe-eval' blob:",
  'worker-src': "'self' blob:",
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'connect-src': `'self' blob: ${OFFICIAL_WEIGHTS}`,
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
}

function writePolicy(directives: Readonly<Record<string, string>>): string {
  return Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`)
    .join('; ')
}

/** For a meta element, which may not say who frames the page. */
export const metaPolicy: string = writePolicy(policy)

/** Everything a built page is served with. */
export const securityHeaders: Readonly<Record<string, string>> = {
  ...isolationHeaders,
  'Content-Security-Policy': writePolicy({ ...policy, 'frame-ancestors': "'none'" }),
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/** The `_headers` file that Netlify and Cloudflare Pages read. */
export function writeHeadersFile(): string {
  const lines = Object.entries(securityHeaders).map(([name, value]) => `  ${name}: ${value}`)
  return ['/*', ...lines, ''].join('\n')
}
