import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-backend-webgpu'
import { beforeAll, describe, expect, it } from 'vitest'
import { computeOnWebgpu, relativeDifference } from '../../tools/testing/computeOnWebgpu.ts'
import { STOCK_GRADIENT_CASES } from '../../tools/testing/stockGradientCases.ts'
import { installKernels } from './installKernels.ts'

describe("TensorFlow.js's operations of training graphs on WebGPU", () => {
  beforeAll(() => {
    installKernels()
  })

  it.each(Object.entries(STOCK_GRADIENT_CASES))(
    'answer %s as the CPU does, and the same bits again',
    async (_, compute) => {
      const { reference, own } = await computeOnWebgpu(compute)
      reference.forEach((expected, i) => {
        expect(own[i]?.shape).toEqual(expected.shape)
        expect(relativeDifference(own[i]?.values ?? [], expected.values)).toBeLessThan(1e-5)
      })
      const again = await computeOnWebgpu(compute)
      expect(again.own).toEqual(own)
    },
  )
})
