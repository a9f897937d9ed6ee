import { beforeAll, describe, expect, it } from 'vitest'
import { learnShapes } from '../../tools/testing/learnShapes.ts'
import { startNodeWasm } from '../../tools/testing/nodeWasm.ts'
import { installKernels } from '../kernels/installKernels.ts'

describe('a U-Net on WebAssembly', () => {
  beforeAll(async () => {
    installKernels()
    await startNodeWasm()
  })

  it('learns from nothing to tell drawn shapes from their ground', async () => {
    const { meanIou, leaks } = await learnShapes()
    expect(meanIou).toBeGreaterThan(0.8)
    expect(leaks).toBe(0)
  }, 300_000)
})
