import { parseArgs } from 'node:util'
import { runBenchPage } from './benchPage.ts'
import type { KernelBenchOptions, KernelBenchResult, PassResult } from './kernels/bench.worker.ts'
import { PASSES } from './kernels/passes.ts'
import { saveResult } from './saveResult.ts'

/**
 * Our convolutions beside TensorFlow.js's own, over the layers of the networks that Limn trains: forward, input gradient
 * and filter gradient, in turns in one worker.
 *
 *   --backend webgpu  or wasm; both by itself
 *   --only U-Net      only layers whose network or name contains it
 *   --rounds 2        measurements of each
 *   --own             leaves out TensorFlow.js's own
 */
export async function runKernelBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      backend: { type: 'string' },
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '2' },
      own: { type: 'boolean', default: false },
    },
  })
  const rounds = Number(values.rounds)
  if (!(Number.isInteger(rounds) && rounds > 0)) {
    throw new RangeError(`--rounds takes a whole number from 1 on, not "${values.rounds}".`)
  }
  for (const backend of ['webgpu', 'wasm'] as const) {
    if (values.backend !== undefined && values.backend !== backend) continue
    const options: KernelBenchOptions = {
      backend,
      rounds,
      only: values.only,
      isOwnOnly: values.own,
    }
    const { measured, browser } = await runBenchPage({ folder: 'kernels', options })
    const { setting, passes } = measured as KernelBenchResult
    console.log(`${setting}, ${browser}:\n\n${formatPasses(passes)}`)
    saveResult(`kernels-${backend}${values.only && `-${values.only}`}`, {
      setting,
      browser,
      passes,
    })
  }
}

/** Best of the rounds: what others do on the machine only ever adds. */
function speed({ gigaflops }: PassResult, ms: readonly number[]): number | null {
  return ms.length === 0 ? null : (gigaflops / Math.min(...ms)) * 1e3
}

function formatPasses(passes: readonly PassResult[]): string {
  const lines = passes.map((pass) => {
    const [own, stock] = [speed(pass, pass.ownMs), speed(pass, pass.stockMs)]
    const ratio = own === null || stock === null ? '' : (own / stock).toFixed(1)
    const cells = [
      pass.network,
      pass.layer,
      pass.pass,
      own?.toFixed(2),
      stock?.toFixed(2) ?? 'none',
    ]
    return `| ${[...cells, ratio].join(' | ')} |`
  })
  const means = PASSES.map((name) => {
    const compared = passes.filter(({ pass, stockMs }) => pass === name && stockMs.length > 0)
    const logs = compared.map((pass) =>
      Math.log((speed(pass, pass.ownMs) ?? NaN) / (speed(pass, pass.stockMs) ?? NaN)),
    )
    const mean = Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length)
    return `| all | geometric mean of ${logs.length} | ${name} | | | ${mean.toFixed(1)} |`
  })
  return [
    '| network | layer | pass | Limn, GFLOP/s | TensorFlow.js, GFLOP/s | Limn / TensorFlow.js |',
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    ...means,
    '',
  ].join('\n')
}
