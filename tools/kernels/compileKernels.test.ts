import { expect, it } from 'vitest'
import {
  KERNEL_BINARIES,
  KERNEL_SOURCES_SHA256,
} from '../../src/kernels/wasm/generated/kernelBinaries.ts'
import { compileKernels, digestSources } from './compileKernels.ts'

it('has committed binaries of these very sources: run `npm run build:kernels` where this fails', async () => {
  expect(KERNEL_SOURCES_SHA256).toBe(digestSources())
  const fresh = await compileKernels('plain')
  expect(Buffer.from(fresh).toString('base64')).toBe(KERNEL_BINARIES.plain)
}, 60_000)
