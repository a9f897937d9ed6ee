import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { DraftChanges } from '../../domain/modelDraft.ts'
import { createRandom } from '../../domain/random.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import type { Architecture } from '../architecture.ts'
import { buildModel } from '../buildModel.ts'
import { RUN } from '../layers/pass.ts'
import { MaskRcnn } from '../maskRcnn/maskRcnn.ts'
import type { StateDict } from '../parameters/parameterStore.ts'
import { SemanticModel } from '../semantic/semanticModel.ts'
import type { TrainableModel } from '../trainableModel.ts'
import { carriedValues, planCarry, reportCarry } from './carryWeights.ts'
import { editArchitecture } from './editArchitecture.ts'
import { newModelArchitecture } from './newModelArchitecture.ts'

const WEIGHT = 'roi_heads.box_predictor.cls_score.weight'
const BOXES = 'roi_heads.box_predictor.bbox_pred.bias'

function preset(id: string, changes: DraftChanges = {}): Architecture {
  const architecture = newModelArchitecture(id)
  if (architecture === null) throw new Error(`There is no preset ${id}.`)
  return editArchitecture(architecture, changes).architecture
}

/** A model with weights of its own, its base's weights, and the model that an edit makes of it. */
async function editModel(before: Architecture, changes: DraftChanges) {
  const base = buildModel(before, { seed: 1 })
  shake(base)
  const weights = await base.parameters.save()
  const after = editArchitecture(before, changes).architecture
  const outline = buildModel(after, { seed: 0, isOutline: true })
  const plan = planCarry({ before, after }, weights, outline.parameters.all())
  outline.dispose()
  const values: StateDict = new Map(
    plan.map((tensor) => {
      const old = tensor.source === null ? null : (weights.get(tensor.source.name)?.data ?? null)
      const data = carriedValues(tensor, old, { seed: 2 })
      return [tensor.name, { dtype: 'F32', shape: tensor.shape, data }] as const
    }),
  )
  const model = buildModel(after, { seed: 3, values })
  expect(model.parameters.compare(values)).toEqual({ missing: [], unexpected: [], misshapen: [] })
  return { base, model, weights, values, report: reportCarry(plan, weights, { before, after }) }
}

/** Statistics and biases as a trained model has them, so that none is a plain 0 or 1. */
function shake(model: TrainableModel): void {
  const random = createRandom(9)
  for (const { name, variable } of model.parameters.all()) {
    if (name.endsWith('num_batches_tracked')) continue
    if (variable.rank === 1) {
      const values = Array.from({ length: variable.size }, () => 0.5 + random.next())
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)))
    }
  }
}

function expectClose(one: tf.Tensor, other: tf.Tensor): void {
  expect(one.shape).toEqual(other.shape)
  const [a, b] = [one.dataSync<'float32'>(), other.dataSync<'float32'>()]
  const scale = Math.max(...a.map(Math.abs))
  expect(Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? NaN)))) / scale).toBeLessThan(
    1e-4,
  )
}

const rowsOf = (values: StateDict, name: string): number[] =>
  Array.from(values.get(name)?.data ?? [], Number)

describe('carrying weights over an edit', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('cpu')
  })
  afterEach(() => expect(tf.memory().numTensors).toBe(0))

  it('keeps the rows of the background and of classes of the same name, wherever they stand', async () => {
    const pets = preset('mask-rcnn-tiny', { classes: ['cat', 'dog'] })
    const { base, model, weights, values, report } = await editModel(pets, {
      classes: ['Dog', 'bird'],
    })
    const [old, now] = [rowsOf(weights, WEIGHT), rowsOf(values, WEIGHT)]
    const width = old.length / 3
    expect(now.slice(0, width)).toEqual(old.slice(0, width))
    expect(now.slice(width, 2 * width)).toEqual(old.slice(2 * width))
    expect(now.slice(2 * width)).not.toEqual(old.slice(width, 2 * width))
    expect(rowsOf(values, BOXES).slice(4, 8)).toEqual(rowsOf(weights, BOXES).slice(8))
    expect(report.keptClasses).toEqual(['Dog'])
    expect(report.layers['roi_heads.box_predictor.cls_score']).toBe('part')
    expect(report.layers['backbone.body.conv1']).toBe('kept')
    expect(report.dropped).toEqual([])
    base.dispose()
    model.dispose()
  })

  it('lets a Mask R-CNN whose pyramid and heads became wider answer as before', async () => {
    const { base, model, report } = await editModel(preset('mask-rcnn-tiny'), {
      'pyramid.width': 40,
      'boxHead.hidden': 160,
      'maskHead.width': 48,
      'maskHead.predictor': 36,
    })
    if (!(base instanceof MaskRcnn && model instanceof MaskRcnn)) throw new Error('Mask R-CNNs')
    const [one, other] = [base.network, model.network]
    tf.tidy(() => {
      const x = tf.randomUniform<tf.Rank.R4>([1, 32, 32, 3], -1, 1, 'float32', 4)
      const [maps, wider] = [one.see(x, RUN), other.see(x, RUN)]
      maps.forEach((map, i) => {
        const level = wider[i]
        if (level === undefined) throw new Error('As many levels as before.')
        expectClose(map, tf.slice(level, [0, 0, 0, 0], [-1, -1, -1, 32]))
      })
      one.proposalHead(maps, RUN).forEach((outlook, i) => {
        const now = other.proposalHead(wider, RUN)[i]
        if (now === undefined) throw new Error('As many levels as before.')
        expectClose(outlook.objectness, now.objectness)
        expectClose(outlook.deltas, now.deltas)
      })
      // Whatever the new channels say.
      const rois = tf.randomUniform<tf.Rank.R4>([2, 7, 7, 32], 0, 1, 'float32', 5)
      const more = tf.randomUniform<tf.Rank.R4>([2, 7, 7, 8], 0, 1, 'float32', 6)
      const boxes = one.boxHead.predict(one.boxHead.look(rois, RUN))
      const now = other.boxHead.predict(other.boxHead.look(tf.concat([rois, more], 3), RUN))
      expectClose(boxes.logits, now.logits)
      expectClose(boxes.deltas, now.deltas)
      const masks = one.maskHead.predict(one.maskHead.look(rois, RUN), RUN)
      const seen = other.maskHead.look(tf.concat([rois, more], 3), RUN)
      expectClose(masks, other.maskHead.predict(seen, RUN))
    })
    expect(Object.values(report.layers)).not.toContain('fresh')
    expect(report.layers['backbone.fpn.inner_blocks.0.0']).toBe('part')
    expect(report.freshNumbers).toBeGreaterThan(0)
    base.dispose()
    model.dispose()
  })

  it.each(['transposed', 'bilinear'])(
    'lets a wider U-Net with %s steps up answer as before, though it joins maps',
    async (up) => {
      const narrow = preset('unet-cells', { 'encoder.widths': [4, 8, 12], 'encoder.up': up })
      const { base, model } = await editModel(narrow, { 'encoder.widths': [8, 16, 20] })
      if (!(base instanceof SemanticModel && model instanceof SemanticModel))
        throw new Error('U-Nets')
      tf.tidy(() => {
        const x = tf.randomUniform<tf.Rank.R4>([1, 16, 16, 3], 0, 1, 'float32', 7)
        const [one, other] = [base.network.forward(x, RUN), model.network.forward(x, RUN)]
        expectClose(one.classes, other.classes)
        if (one.shape === null || other.shape === null) throw new Error('It has these heads.')
        expectClose(one.shape, other.shape)
      })
      base.dispose()
      model.dispose()
    },
  )

  it('finds the layers of a deeper U-Net by their level, and of one without norms by their place', async () => {
    const { base, model, weights, values, report } = await editModel(
      preset('unet-cells', { 'encoder.widths': [4, 8, 16] }),
      { 'encoder.depth': 3, 'encoder.norm': 'none' },
    )
    expect(rowsOf(values, 'up3.conv.double_conv.0.weight')).toEqual(
      rowsOf(weights, 'up2.conv.double_conv.0.weight'),
    )
    expect(rowsOf(values, 'down1.maxpool_conv.1.double_conv.2.weight')).toEqual(
      rowsOf(weights, 'down1.maxpool_conv.1.double_conv.3.weight'),
    )
    expect(report.layers['down3.maxpool_conv.1.double_conv.0']).toBe('fresh')
    expect(report.layers['up1.conv.double_conv.0']).toBe('fresh')
    expect(report.dropped).toContain('inc.double_conv.1')
    base.dispose()
    model.dispose()
  })

  it('keeps dense layers whose names count convolutions, and begins anew what did not exist', async () => {
    const { base, model, weights, values, report } = await editModel(preset('mask-rcnn-tiny'), {
      'boxHead.convolutions': 1,
      'boxHead.dense': 3,
      'maskHead.convolutions': 3,
      'anchors.aspectRatios': [1, 2],
    })
    const name = 'roi_heads.box_head'
    expect(rowsOf(values, `${name}.2.weight`)).toEqual(rowsOf(weights, `${name}.fc6.weight`))
    expect(rowsOf(values, `${name}.4.weight`)).toEqual(rowsOf(weights, `${name}.fc7.weight`))
    expect(report.layers).toMatchObject({
      [`${name}.0.0`]: 'fresh',
      [`${name}.2`]: 'kept',
      [`${name}.6`]: 'fresh',
      'roi_heads.mask_head.1.0': 'kept',
      'roi_heads.mask_head.2.0': 'fresh',
      'rpn.head.conv.0.0': 'kept',
    })
    // Two sizes a level: the anchors of the ratio 1 keep their rows, those of the ratio 2 are new.
    const [old, now] = [
      rowsOf(weights, 'rpn.head.bbox_pred.bias'),
      rowsOf(values, 'rpn.head.bbox_pred.bias'),
    ]
    expect(now.length).toBe(2 * old.length)
    expect(now.slice(0, old.length)).toEqual(old)
    base.dispose()
    model.dispose()
  })

  it('begins anew with another kind of body and with all that reads it, but keeps the heads', () => {
    const before = preset('mask-rcnn-mobile')
    const after = editArchitecture(before, { body: 'resnet18' }).architecture
    const [one, other] = [before, after].map((each) =>
      buildModel(each, { seed: 0, isOutline: true }),
    )
    if (one === undefined || other === undefined) throw new Error('Two outlines.')
    const shapes = new Map(
      one.parameters
        .compare(new Map())
        .missing.map((name) => [name, { shape: [1] as readonly number[] }]),
    )
    const plan = planCarry({ before, after }, shapes, other.parameters.all())
    expect(
      plan
        .filter(({ name }) => name.startsWith('backbone.body.'))
        .every(({ fate }) => fate === 'fresh'),
    ).toBe(true)
    const inner = plan.find(({ name }) => name === 'backbone.fpn.inner_blocks.0.0.bias')
    const outer = plan.find(({ name }) => name === 'backbone.fpn.layer_blocks.0.0.bias')
    expect([inner?.fate, outer?.fate]).toEqual(['fresh', 'part'])
    one.dispose()
    other.dispose()
  })
})
