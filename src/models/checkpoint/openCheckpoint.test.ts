import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { microArchitecture } from '../../../tools/testing/torchvisionModel.ts'
import { collectBlob } from '../../files/collectBlob.ts'
import { buildModel } from '../buildModel.ts'
import { CLASSES_NOTE, openCheckpoint, requireFit } from './openCheckpoint.ts'
import type { StateDict } from './safetensors.ts'
import { tensorsOf } from './tensorsOf.ts'
import { writeSafetensors } from './writeSafetensors.ts'
import { writeTorch } from './writeTorch.ts'

beforeAll(async () => {
  await tf.setBackend('cpu')
})

const CLASSES = ['background', 'cell', 'nucleus']

async function weightsOf(kind: 'frozen' | 'batch'): Promise<StateDict> {
  const norm = { kind, epsilon: 1e-5 }
  const model = buildModel(microArchitecture({ classes: CLASSES, norm }), { seed: 1 })
  const weights = await model.parameters.save()
  model.dispose()
  return weights
}

const open = async (weights: StateDict) =>
  openCheckpoint([{ name: 'model.pth', file: await collectBlob(writeTorch(tensorsOf(weights))) }])

describe('openCheckpoint', () => {
  it.each(['frozen', 'batch'] as const)(
    'recognises a Mask R-CNN with %s norms from names and shapes',
    async (kind) => {
      const weights = await weightsOf(kind)
      const { architecture, tensors } = await open(weights)
      const norm = { kind, epsilon: 1e-5 }
      const made = microArchitecture({ classes: CLASSES, norm })
      if (architecture.family !== 'mask-rcnn') throw new Error('of another family')
      for (const part of ['body', 'norm', 'pyramid', 'rpn', 'boxHead', 'maskHead'] as const) {
        expect(architecture[part]).toEqual(made[part])
      }
      expect(architecture.classes).toEqual(['background', 'class 1', 'class 2'])
      expect(new Set(tensors.keys())).toEqual(new Set(weights.keys()))
    },
  )

  it('takes the wrapper of DataParallel off, and old names for today’s', async () => {
    const weights = await weightsOf('frozen')
    const old = (name: string) =>
      name
        .replace('rpn.head.conv.0.0.', 'rpn.head.conv.')
        .replace(/(fpn\.\w+_blocks\.\d)\.0\./, '$1.')
        .replace(
          /mask_head\.(\d)\.0\./,
          (_, layer: string) => `mask_head.mask_fcn${Number(layer) + 1}.`,
        )
    const wrapped = new Map([...weights].map(([name, tensor]) => [`module.${old(name)}`, tensor]))
    expect(wrapped.has('module.roi_heads.mask_head.mask_fcn1.weight')).toBe(true)
    const { architecture, tensors } = await open(wrapped)
    expect(new Set(tensors.keys())).toEqual(new Set(weights.keys()))
    // Models of that time start from the published weights, whose norms have no epsilon.
    expect(architecture).toMatchObject({ norm: { kind: 'frozen', epsilon: 0 } })
  })

  it('brings the class names of our own files along', async () => {
    const pieces = writeSafetensors(tensorsOf(await weightsOf('frozen')), {
      [CLASSES_NOTE]: JSON.stringify(CLASSES),
    })
    const file = await collectBlob(pieces)
    const { architecture } = await openCheckpoint([{ name: 'model.safetensors', file }])
    expect(architecture.classes).toEqual(CLASSES)
  })

  it('says whose names it does not know', async () => {
    const tensor = { dtype: 'F32', shape: [1], data: new Float32Array(1) }
    await expect(open(new Map([['encoder.weight', tensor]]))).rejects.toThrow(
      'holds a tensor (“encoder.weight”), but Limn does not know a model with such names',
    )
  })

  it('names what is mis-shaped or missing', () => {
    const fit = { missing: ['a', 'b'], unexpected: [], misshapen: [] }
    expect(() => requireFit(fit)).toThrow('lacks 2 tensors of the model: “a”, “b”')
    const misshapen = [{ name: 'a', expected: [2, 3], found: [3] }]
    expect(() => requireFit({ ...fit, misshapen })).toThrow('“a” has the shape [3]')
    expect(() => requireFit({ ...fit, missing: [] })).not.toThrow()
  })
})
