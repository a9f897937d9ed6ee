import '@tensorflow/tfjs-backend-cpu'
import '../../kernels/installGradients.ts'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { drawDataset, drawnSamples } from '../../data/drawnDataset.ts'
import type { DraftChanges } from '../../domain/modelDraft.ts'
import { createRandom } from '../../domain/random.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import type { Architecture } from '../architecture.ts'
import { buildModel } from '../buildModel.ts'
import type { TrainableModel } from '../trainableModel.ts'
import { editArchitecture } from './editArchitecture.ts'
import { newModelArchitecture } from './newModelArchitecture.ts'

const SHAPES = { classes: ['disc', 'box', 'triangle'] }

function edited(presetId: string, changes: DraftChanges): Architecture {
  const base = newModelArchitecture(presetId)
  if (base === null) throw new Error(`There is no preset ${presetId}.`)
  const { architecture, groups } = editArchitecture(base, { ...SHAPES, ...changes })
  const refused = groups.flatMap(({ fields }) => fields).filter(({ refusal }) => refusal !== null)
  expect(refused).toEqual([])
  return architecture
}

/** The total of a step whose dropout is drawn from `seed`. */
function loss(model: TrainableModel, samples: readonly TrainingSample[], seed: number): number {
  return tf.tidy(() => {
    const parts = Object.values(model.computeLosses(samples, { random: createRandom(seed) }))
    return tf.addN(parts).dataSync<'float32'>()[0] ?? NaN
  })
}

describe('edited models', () => {
  const samples = drawnSamples(
    drawDataset({ seed: 2, count: 1, width: 64, height: 64, maxObjects: 2 }),
  )
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('cpu')
  })
  afterEach(() => expect(tf.memory().numTensors).toBe(0))

  it.each<[string, string, DraftChanges, DraftChanges]>([
    [
      'a Mask R-CNN with plain convolutions and three dense layers in its box head, norms and more layers elsewhere',
      'mask-rcnn-tiny',
      {
        'pyramid.width': 16,
        'pyramid.norm': true,
        'rpn.convolutions': 2,
        'anchors.aspectRatios': [0.5, 1, 2],
        'boxHead.convolutions': 1,
        'boxHead.dense': 3,
        'boxHead.hidden': 32,
        'boxHead.norm': false,
        'maskHead.convolutions': 1,
        'maskHead.width': 8,
        'maskHead.predictor': 12,
        'maskHead.norm': true,
      },
      { 'boxHead.dropout': 0.5, 'maskHead.dropout': 0.3 },
    ],
    [
      'a shallow U-Net without norms and borders, with bilinear steps',
      'unet-cells',
      {
        'encoder.widths': [4, 8, 12],
        'encoder.norm': 'none',
        'encoder.padding': 'valid',
        'encoder.up': 'bilinear',
      },
      { dropout: 0.5 },
    ],
  ])('learn and drop out as their fields say: %s', (_, presetId, changes, dropouts) => {
    const plain = buildModel(edited(presetId, changes), { seed: 4 })
    const dropping = buildModel(edited(presetId, { ...changes, ...dropouts }), { seed: 4 })
    const learns = plain.parameters.trainable().map(({ variable }) => variable)
    const gradients = tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () =>
          tf.addN<tf.Scalar>(
            Object.values(plain.computeLosses(samples, { random: createRandom(1) })),
          ),
        learns,
      )
      return Object.keys(grads).length
    })
    expect(gradients).toBe(learns.length)
    const [one, again] = [loss(dropping, samples, 1), loss(dropping, samples, 1)]
    expect(one).toBe(again)
    expect(one).not.toBe(loss(plain, samples, 1))
    plain.dispose()
    dropping.dispose()
  })

  it('predict without dropping anything', async () => {
    const widths = { 'encoder.widths': [4, 8], instanceHeads: false }
    const [plain, dropping] = [{}, { dropout: 0.5 }].map((dropout) =>
      buildModel(edited('unet-cells', { ...widths, ...dropout }), { seed: 4 }),
    )
    const [{ width, height, rgb } = { width: 0, height: 0, rgb: new Uint8Array() }] = samples
    const picture = { width, height, data: rgb }
    expect(await dropping?.detect(picture)).toEqual(await plain?.detect(picture))
    plain?.dispose()
    dropping?.dispose()
  })
})
