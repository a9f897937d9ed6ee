import { parseArgs } from 'node:util'
import { runBenchPage } from './benchPage.ts'
import type {
  OperationBenchOptions,
  OperationBenchResult,
  OperationResult,
} from './operations/bench.worker.ts'
import { saveResult } from './saveResult.ts'

/**
 * Matrix products, softmax, RoIAlign, suppression and top-k, beside TensorFlow.js's own where it has them.
 *
 *   --backend webgpu  or wasm; both by itself
 *   --only RoIAlign   only operations whose name contains it
 *   --threads 2       of WebAssembly
 *   --rounds 5        measurements of each, of which the shortest counts
 */
export async function runOperationBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      backend: { type: 'string' },
      only: { type: 'string', default: '' },
      threads: { type: 'string', default: '2' },
      rounds: { type: 'string', default: '5' },
    },
  })
  const [rounds, threads] = [Number(values.rounds), Number(values.threads)]
  if (![rounds, threads].every((value) => Number.isInteger(value) && value > 0)) {
    throw new RangeError('--rounds and --threads take whole numbers from 1 on.')
  }
  for (const backend of ['wasm', 'webgpu'] as const) {
    if (values.backend !== undefined && values.backend !== backend) continue
    const options: OperationBenchOptions = { backend, rounds, threads, only: values.only }
    const { measured, browser } = await runBenchPage({ folder: 'operations', options })
    const { setting, operations } = measured as OperationBenchResult
    console.log(`${setting}, ${browser}:\n\n${formatOperations(operations)}`)
    saveResult(`operations-${backend}`, { setting, browser, operations })
  }
}

function formatOperations(operations: readonly OperationResult[]): string {
  const lines = operations.map(({ name, gigaflops, ownMs, stockMs }) => {
    const speed = gigaflops === 0 ? '' : ((gigaflops / ownMs) * 1e3).toFixed(1)
    const ratio = stockMs === null ? '' : (stockMs / ownMs).toFixed(1)
    const cells = [name, ownMs.toFixed(1), speed, stockMs?.toFixed(1) ?? 'none', ratio]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| operation | Limn, ms | Limn, GFLOP/s | TensorFlow.js, ms | times faster |',
    '| --- | --- | --- | --- | --- |',
    ...lines,
    '',
  ].join('\n')
}
