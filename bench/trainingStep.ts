import { parseArgs } from 'node:util'
import { runBenchPage } from './benchPage.ts'
import { median } from './benchResult.ts'
import { saveResult } from './saveResult.ts'
import type { StepBenchOptions, StepBenchResult } from './trainingStep/bench.worker.ts'

/**
 * Whole training steps (forward, loss, backward, SGD) of a ResNet-18 with a feature pyramid.
 *
 *   --backend webgpu  or wasm; both by itself
 *   --side 256        pixels of the square picture
 *   --steps 3         measured after one that compiles
 *   --own             leaves out the same graph on TensorFlow.js's own convolutions
 */
export async function runStepBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      backend: { type: 'string' },
      side: { type: 'string', default: '256' },
      steps: { type: 'string', default: '3' },
      own: { type: 'boolean', default: false },
    },
  })
  const side = Number(values.side)
  const steps = Number(values.steps)
  if (!(Number.isInteger(side / 32) && side > 0 && Number.isInteger(steps) && steps > 0)) {
    throw new RangeError('--side takes a multiple of 32 and --steps a whole number from 1 on.')
  }
  const lines: string[] = []
  for (const backend of ['webgpu', 'wasm'] as const) {
    if (values.backend !== undefined && values.backend !== backend) continue
    const options: StepBenchOptions = { backend, side, steps, isOwnOnly: values.own }
    const { measured, browser } = await runBenchPage({ folder: 'trainingStep', options })
    const { setting, runs } = measured as StepBenchResult
    saveResult(`trainingStep-${backend}`, { setting, browser, side, runs })
    for (const { what, stepMs, dispatches, megabytes } of runs) {
      const [first = NaN, last = NaN] = [megabytes[0], megabytes.at(-1)]
      const memory = `${first.toFixed(0)} to ${last.toFixed(0)}`
      lines.push(
        `| ${[setting, what, median(stepMs).toFixed(0), dispatches ?? '', memory].join(' | ')} |`,
      )
    }
  }
  console.log(
    [
      `ResNet-18-FPN, ${side} x ${side}, ${steps} steps after the first:`,
      '',
      '| setting | convolutions | step, ms (median) | dispatches | megabytes allocated, first to last step |',
      '| --- | --- | --- | --- | --- |',
      ...lines,
      '',
    ].join('\n'),
  )
}
