import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const KERNELS = path.resolve(import.meta.dirname, '..')

describe('programs of ours on WebGPU', () => {
  it('all go through the one place that refuses what the device does not bind', () => {
    const files = readdirSync(KERNELS, { recursive: true, encoding: 'utf8' })
    const callers = files.filter(
      (file) =>
        file.endsWith('.ts') &&
        !file.endsWith('.test.ts') &&
        readFileSync(path.join(KERNELS, file), 'utf8').includes('.runWebGPUProgram('),
    )
    expect(callers).toEqual([path.join('webgpu', 'asWebgpu.ts')])
  })
})
