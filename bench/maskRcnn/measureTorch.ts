import { spawnSync } from 'node:child_process'
import path from 'node:path'
import type { Configuration } from './configurations.ts'
import { SYSTEM_PYTHON } from '../../tools/testing/systemPython.ts'

export interface TorchTimes {
  readonly stepMs: readonly number[]
  readonly detectMs: readonly number[]
}

/** torchvision itself on this machine; null where it is not installed. */
export function measureTorch(
  configuration: Configuration,
  { steps, threads }: { readonly steps: number; readonly threads: number },
): TorchTimes | null {
  const script = path.join(import.meta.dirname, 'torchvisionTimes.py')
  const words = [script, JSON.stringify(configuration), String(steps), String(threads)]
  const { status, stdout, stderr } = spawnSync(SYSTEM_PYTHON, words, { encoding: 'utf8' })
  if (status === 0) return JSON.parse(stdout) as TorchTimes
  const [fault] = stderr.trim().split('\n').slice(-1)
  console.error(`torchvision was not measured: ${fault ?? `${SYSTEM_PYTHON} is not here`}`)
  return null
}
