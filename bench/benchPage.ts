import { chromium, type Page } from 'playwright'
import { createServer, type Plugin } from 'vite'
import { BROWSER_FLAGS, findInstalledBrowser } from '../tools/browser.ts'
import { PROJECT } from '../tools/setup/places.ts'
import { isolationPlugin } from '../tools/vite/isolationPlugin.ts'
import { workerDependencies } from '../tools/vite/workerDependencies.ts'

const START_TIMEOUT_MS = 60_000
const BENCH_TIMEOUT_MS = 60 * 60_000

export interface BenchPageOptions {
  /** Folder of bench/ whose index.html measures, and leaves JSON in `document.body.dataset.result`. */
  readonly folder: string
  /** Handed to the page as JSON after the #. */
  readonly options?: object
  readonly plugins?: readonly Plugin[]
  /** Packages that must stay where they are. */
  readonly exclude?: readonly string[]
  /** A person's hand on the page, which measures meanwhile. */
  readonly drive?: (page: Page) => Promise<void>
}

/** Opens a page of bench/ in an isolated Chromium, as the app runs, and answers what it measured. */
export async function runBenchPage({
  folder,
  options = {},
  plugins = [],
  exclude = [],
  drive,
}: BenchPageOptions): Promise<{ readonly measured: unknown; readonly browser: string }> {
  // Libraries as people get them: React works several times as hard in its development build.
  process.env['NODE_ENV'] = 'production'
  const server = await createServer({
    mode: 'production',
    root: PROJECT,
    configFile: false,
    logLevel: 'error',
    plugins: [isolationPlugin(), ...plugins],
    worker: { format: 'es' },
    optimizeDeps: { include: [...workerDependencies], exclude: [...exclude] },
    server: { port: 0, hmr: false, watch: null },
  })
  await server.listen()
  const executablePath = findInstalledBrowser()
  const browser = await chromium.launch({
    args: [...BROWSER_FLAGS],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    page.on('console', (message) => {
      if (message.type() === 'log') console.error(message.text())
    })
    page.setDefaultTimeout(BENCH_TIMEOUT_MS)
    const address = server.resolvedUrls?.local[0]
    if (address === undefined) throw new Error('The development server has no address.')
    await page.goto(`${address}bench/${folder}/index.html#${JSON.stringify(options)}`, {
      timeout: START_TIMEOUT_MS,
    })
    await drive?.(page)
    const result = await page.waitForFunction(() => document.body.dataset['result'])
    const measured: unknown = JSON.parse(String(await result.jsonValue()))
    if (typeof measured === 'object' && measured !== null && 'error' in measured) {
      throw new Error(String(measured.error))
    }
    return { measured, browser: `Chromium ${browser.version()}` }
  } finally {
    await browser.close()
    await server.close()
  }
}
