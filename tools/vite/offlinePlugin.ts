import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { build, type Plugin, type ResolvedConfig } from 'vite'
import { metaPolicy, securityHeaders, writeHeadersFile } from './securityHeaders.ts'

/** Too large for the first visit, or only wanted on demand: the engine and the samples keep their own caches. */
const NOT_PRECACHED = [
  /^weights\//,
  /^samples\/(?!index\.json$)/,
  /^sw\.js$/,
  /^_headers$/,
  /\.map$/,
]

/**
 * Closes a build: writes `sw.js` from src/workers/offline.sw.ts with the list of built files in it, writes `_headers`,
 * and puts the content policy into index.html for hosts that send no headers.
 */
export function offlinePlugin(): Plugin {
  let config: ResolvedConfig | undefined
  return {
    name: 'limn-offline',
    apply: 'build',
    configResolved(resolved) {
      config = resolved
    },
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy },
        injectTo: 'head-prepend',
      },
    ],
    async closeBundle() {
      if (config === undefined) return
      const outDir = path.resolve(config.root, config.build.outDir)
      await writeFile(path.join(outDir, '_headers'), writeHeadersFile())
      const { files, version } = await listShell(outDir)
      await build({
        configFile: false,
        root: config.root,
        publicDir: false,
        logLevel: 'warn',
        define: {
          __LIMN_SHELL__: JSON.stringify({ files, version, headers: securityHeaders }),
        },
        build: {
          outDir,
          emptyOutDir: false,
          rolldownOptions: {
            input: path.join(config.root, 'src/workers/offline.sw.ts'),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      })
    },
  }
}

/** What the service worker keeps, and a version that changes with any byte of it. */
async function listShell(outDir: string): Promise<{ files: string[]; version: string }> {
  const entries = await readdir(outDir, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(outDir, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .filter((name) => !NOT_PRECACHED.some((pattern) => pattern.test(name)))
    .sort()
  const hash = createHash('sha256')
  for (const name of files) hash.update(name).update(await readFile(path.join(outDir, name)))
  return { files, version: hash.digest('hex').slice(0, 12) }
}
