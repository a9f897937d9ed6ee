import os from 'node:os'
import { parseArgs } from 'node:util'
import { runBenchPage } from './benchPage.ts'
import { median } from './benchResult.ts'
import type { MaskRcnnBenchOptions, MaskRcnnBenchResult } from './maskRcnn/bench.worker.ts'
import { CONFIGURATIONS, type ConfigurationName } from './maskRcnn/configurations.ts'
import { measureTorch } from './maskRcnn/measureTorch.ts'
import { saveResult } from './saveResult.ts'

const NAMES = Object.keys(CONFIGURATIONS) as ConfigurationName[]

/**
 * A training step and a detection of Mask R-CNN: on WebGPU our convolutions beside TensorFlow.js's own in one run, on
 * WASM beside PyTorch on the same cores.
 *
 *   --backend webgpu      or wasm; both by itself
 *   --configuration micro or resnet18; both by itself
 *   --steps 5             measured after one that compiles
 *   --memory 0            further steps, whose memory is looked at
 *   --cold                counts the first run of TensorFlow.js's convolutions, which compiles, so that one is enough
 *   --own                 leaves out TensorFlow.js's convolutions and PyTorch
 */
export async function runMaskRcnnBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      backend: { type: 'string' },
      configuration: { type: 'string' },
      steps: { type: 'string', default: '5' },
      memory: { type: 'string', default: '0' },
      cold: { type: 'boolean', default: false },
      own: { type: 'boolean', default: false },
    },
  })
  const { own: isOwnOnly, cold: isCold } = values
  const [steps, memorySteps] = [Number(values.steps), Number(values.memory)]
  const lines: string[] = []
  for (const configuration of NAMES) {
    if (values.configuration !== undefined && values.configuration !== configuration) continue
    for (const backend of ['webgpu', 'wasm'] as const) {
      if (values.backend !== undefined && values.backend !== backend) continue
      const options: MaskRcnnBenchOptions = {
        ...{ backend, configuration, steps, memorySteps, isOwnOnly, isCold },
      }
      const { measured, browser } = await runBenchPage({ folder: 'maskRcnn', options })
      const { setting, runs } = measured as MaskRcnnBenchResult
      const threads = os.availableParallelism()
      const torch =
        backend === 'wasm' && !isOwnOnly
          ? measureTorch(CONFIGURATIONS[configuration], { steps, threads })
          : null
      saveResult(`maskRcnn-${configuration}-${backend}`, { setting, browser, runs, torch })
      for (const { what, stepMs, detectMs, dispatches, megabytes } of runs) {
        const counts = dispatches.filter((count) => count !== null).join(', ')
        lines.push(row([configuration, setting, what, ms(stepMs), ms(detectMs), counts]))
        if (memorySteps > 0) console.log(`${configuration}, ${what}: ${describe(megabytes)}`)
      }
      if (torch !== null) {
        const { stepMs, detectMs } = torch
        const torchSetting = `PyTorch, ${threads} threads`
        lines.push(row([configuration, torchSetting, '', ms(stepMs), ms(detectMs), '']))
      }
    }
  }
  console.log(
    [
      row(['configuration', 'setting', 'convolutions', 'step, ms', 'detection, ms', 'dispatches']),
      row(Array.from({ length: 6 }, () => '---')),
      ...lines,
    ].join('\n'),
  )
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}

function ms(times: readonly number[]): string {
  return median(times).toFixed(0)
}

function describe(megabytes: readonly number[]): string {
  const at = (step: number): string => `${megabytes[step - 1]?.toFixed(1) ?? '-'} at ${step}`
  const steps = [1, 10, 50, 100, 150, megabytes.length].filter((step) => step <= megabytes.length)
  return `megabytes ${steps.map(at).join(', ')}`
}
