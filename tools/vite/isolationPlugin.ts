import type { Plugin } from 'vite'
import { isolationHeaders } from './securityHeaders.ts'

/**
 * Isolates every answer of a test server. `server.headers` leaves out the pages that the test runner itself writes,
 * and one page without the headers is enough to lose threads.
 */
export function isolationPlugin(): Plugin {
  return {
    name: 'limn-isolation',
    enforce: 'pre',
    configureServer(server) {
      server.middlewares.use((_request, response, next) => {
        for (const [name, value] of Object.entries(isolationHeaders))
          response.setHeader(name, value)
        next()
      })
    },
  }
}
