import { describe, expect, it } from 'vitest'
import type { DraftChanges, ModelField } from '../../domain/modelDraft.ts'
import { NEW_MODELS } from '../../domain/newModels.ts'
import type { Architecture } from '../architecture.ts'
import { editArchitecture } from './editArchitecture.ts'
import { newModelArchitecture } from './newModelArchitecture.ts'

function preset(id: string): Architecture {
  const architecture = newModelArchitecture(id)
  if (architecture === null) throw new Error(`There is no preset ${id}.`)
  return architecture
}

function fieldsOf(base: Architecture, changes: DraftChanges): Map<string, ModelField> {
  const { groups } = editArchitecture(base, changes)
  return new Map(groups.flatMap(({ fields }) => fields.map((field) => [field.key, field])))
}

/** Applies one change that must be taken. */
function edit(base: Architecture, changes: DraftChanges): Architecture {
  for (const key of Object.keys(changes)) {
    expect(fieldsOf(base, changes).get(key)?.refusal, key).toBeNull()
  }
  return editArchitecture(base, changes).architecture
}

function refusal(base: Architecture, changes: DraftChanges, key = Object.keys(changes)[0] ?? '') {
  const { architecture } = editArchitecture(base, changes)
  // What is refused changes nothing.
  if (Object.keys(changes).length === 1) expect(architecture).toEqual(base)
  return fieldsOf(base, changes).get(key)?.refusal
}

const TINY = preset('mask-rcnn-tiny')
const CELLS = preset('unet-cells')
const FCN = preset('fcn-resnet50')

describe('editArchitecture', () => {
  it.each(NEW_MODELS.map(({ id }) => id))('leaves %s as it is without changes', (id) => {
    const base = preset(id)
    const { architecture, groups } = editArchitecture(base, {})
    expect(architecture).toBe(base)
    for (const { value, before, refusal: fault, help } of groups.flatMap(({ fields }) => fields)) {
      expect(value).toEqual(before)
      expect(fault).toBeNull()
      expect(help).toMatch(/^[A-Z].*\.$/)
    }
  })

  it('takes what a field already holds without changing anything', () => {
    for (const { id } of NEW_MODELS) {
      const base = preset(id)
      const same = [...fieldsOf(base, {}).values()].map(({ key, value }) => [key, value] as const)
      for (const [key, value] of same) {
        const { architecture } = editArchitecture(base, { [key]: value })
        const fields = fieldsOf(architecture, {})
        for (const [other, was] of same) expect(fields.get(other)?.value, other).toEqual(was)
      }
    }
  })

  it('changes heads, pyramid, proposals and anchors of a Mask R-CNN', () => {
    expect(
      edit(TINY, {
        classes: [' cat ', 'dog'],
        'pyramid.width': 48,
        'pyramid.norm': true,
        'rpn.convolutions': 2,
        'anchors.sizes': [[8], [16], [32]],
        'anchors.aspectRatios': [0.5, 2],
        'boxHead.convolutions': 1,
        'boxHead.dense': 3,
        'boxHead.hidden': 64,
        'boxHead.norm': false,
        'boxHead.dropout': 0.5,
        'maskHead.convolutions': 3,
        'maskHead.width': 40,
        'maskHead.predictor': 24,
        'maskHead.norm': true,
        'maskHead.dropout': 0.1,
        'input.minSize': 96,
      }),
    ).toMatchObject({
      classes: ['background', 'cat', 'dog'],
      input: { minSize: 96 },
      pyramid: { width: 48, norm: true },
      rpn: { convolutions: 2 },
      anchors: { sizes: [[8], [16], [32]], aspectRatios: [0.5, 2] },
      boxHead: { convolutions: 1, dense: 3, hidden: 64, norm: false, dropout: 0.5 },
      maskHead: { convolutions: 3, width: 40, predictor: 24, norm: true, dropout: 0.1 },
    })
  })

  it('keeps the dense layers of a box head that gets convolutions, and shows its norms then', () => {
    const before = fieldsOf(TINY, {})
    expect(before.has('boxHead.norm')).toBe(false)
    const after = fieldsOf(TINY, { 'boxHead.convolutions': 2 })
    expect(after.get('boxHead.dense')?.value).toBe(2)
    expect(after.get('boxHead.norm')).toMatchObject({ value: true, before: null })
  })

  it('gives another body the levels of anchors that its pyramid needs', () => {
    expect(edit(TINY, { body: 'resnet18' })).toMatchObject({
      body: { block: 'basic', stages: { length: 4 } },
      anchors: {
        sizes: [
          [16, 24],
          [32, 48],
          [64, 96],
          [128, 192],
          [256, 384],
        ],
      },
    })
    const back = fieldsOf(TINY, { body: 'resnet18' }).get('body')
    expect(back?.input).toMatchObject({
      choices: expect.arrayContaining([{ value: 'own', text: 'A ResNet as it is' }]) as unknown,
    })
  })

  it('refuses what a Mask R-CNN cannot be, and says why and what would work', () => {
    expect(refusal(TINY, { 'pyramid.width': 0 })).toBe(
      'Channels cannot be 0: give a whole number from 4 to 1,024.',
    )
    expect(refusal(TINY, { 'pyramid.width': 12.5 })).toContain('a whole number')
    expect(refusal(TINY, { 'pyramid.width': 'wide' })).toContain('cannot be “wide”')
    expect(refusal(TINY, { 'boxHead.hidden': NaN })).toContain('cannot be empty')
    expect(refusal(TINY, { 'anchors.sizes': [[8], [16]] })).toBe(
      'The pyramid has 3 levels, and 2 lines were given: give 3 lines of sizes.',
    )
    expect(refusal(TINY, { 'anchors.sizes': [[8], [16, 24], [32]] })).toContain('the same number')
    expect(refusal(TINY, { 'anchors.sizes': [[8], [], [32]] })).toContain('fill in the line')
    expect(refusal(TINY, { 'anchors.aspectRatios': [] })).toContain('one ratio at least')
    expect(refusal(TINY, { 'anchors.aspectRatios': [-1] })).toContain('from 0.05 to 20')
    expect(refusal(TINY, { 'input.minSize': 900 })).toContain('give 128 at most')
    expect(refusal(TINY, { 'maskHead.convolutions': 0 })).toContain('from 1 to 8')
    expect(refusal(TINY, { 'boxHead.dropout': 1 })).toContain('from 0 to 0.9')
    expect(refusal(TINY, { body: 'vgg' })).toContain('choose A ResNet as it is, ResNet-18')
    expect(refusal(preset('mask-rcnn-small'), { 'maskHead.norm': true })).toContain('never learn')
    expect(refusal(TINY, { classes: [] })).toContain('finds nothing')
    expect(refusal(TINY, { classes: ['cat', 'Cat'] })).toContain('there twice')
    expect(refusal(TINY, { classes: ['cat', ''] })).toContain('without a name')
    expect(refusal(TINY, { classes: ['Background'] })).toContain('take it out')
  })

  it('tries a change again after the one that makes it possible, and keeps the rest of a refused edit', () => {
    const small = preset('mask-rcnn-small')
    const both = { 'maskHead.norm': true, 'norm.kind': 'batch' }
    expect(edit(small, both)).toMatchObject({ maskHead: { norm: true }, norm: { kind: 'batch' } })
    const changes = { 'pyramid.width': -1, 'boxHead.hidden': 200 }
    expect(refusal(TINY, changes)).toContain('cannot be -1')
    expect(editArchitecture(TINY, changes).architecture).toMatchObject({
      pyramid: { width: 32 },
      boxHead: { hidden: 200 },
    })
  })

  it('changes depth, widths, norms, border, steps up and heads of a U-Net', () => {
    expect(
      edit(CELLS, {
        'encoder.depth': 2,
        'encoder.norm': 'none',
        'encoder.padding': 'valid',
        'encoder.up': 'bilinear',
        instanceHeads: false,
        dropout: 0.5,
      }),
    ).toMatchObject({
      encoder: { widths: [16, 32, 64], norm: null, padding: 'valid', up: 'bilinear' },
      instanceHeads: false,
      dropout: 0.5,
    })
    expect(edit(CELLS, { 'encoder.widths': [8, 16, 24] })).toMatchObject({
      encoder: { widths: [8, 16, 24] },
    })
    expect(edit(CELLS, { encoder: 'resnet18' })).toMatchObject({
      encoder: { kind: 'body', decoderWidths: [256, 128, 64, 32, 16] },
    })
    expect(edit(preset('unet-mobile'), { encoder: 'plain' })).toMatchObject({
      encoder: { kind: 'plain' },
    })
  })

  it('refuses what a U-Net cannot be', () => {
    expect(refusal(CELLS, { 'encoder.widths': [16] })).toContain('2 to 8 widths')
    expect(refusal(CELLS, { 'encoder.widths': [16, 0] })).toContain('0 is no width')
    const narrow = edit(CELLS, { 'input.tile': 256 })
    expect(refusal(narrow, { 'encoder.depth': 7 })).toContain('a depth of 6 at most')
    const odd = edit(CELLS, { 'encoder.widths': [16, 30, 64] })
    expect(refusal(odd, { 'encoder.up': 'bilinear' })).toContain('multiples of 4, such as 32')
    expect(
      refusal(edit(CELLS, { 'encoder.norm': 'none' }), { 'encoder.norm': 'frozen' }),
    ).toContain('choose norms that learn')
    expect(refusal(preset('unet-mobile'), { 'encoder.decoderWidths': [64, 32] })).toContain('five')
    expect(refusal(CELLS, { 'input.tile': 100 })).toContain('more than 128')
  })

  it('dilates the body of an FCN as its head needs it, whatever comes first', () => {
    const skip = edit(FCN, { 'head.kind': 'skip-16' })
    expect(skip).toMatchObject({ head: { kind: 'skip', finestStride: 16 } })
    expect(skip).not.toHaveProperty('body.dilatedStages')
    expect(edit(skip, { 'head.kind': 'deeplab-v3' })).toMatchObject({
      body: { dilatedStages: 2 },
      head: { kind: 'deeplab-v3', auxiliary: false },
    })
    expect(edit(FCN, { body: 'mobilenet-v2', 'head.kind': 'skip-8' })).toMatchObject({
      body: { kind: 'mobilenet-v2' },
      head: { kind: 'skip', finestStride: 8 },
    })
    expect(fieldsOf(FCN, {}).get('head.dropout')?.value).toBe(0.1)
    expect(edit(FCN, { 'head.auxiliary': false, 'head.dropout': 0.3 })).toMatchObject({
      head: { auxiliary: false, dropout: 0.3 },
    })
    expect(fieldsOf(skip, {}).has('head.auxiliary')).toBe(false)
  })

  it('refuses a dilated head on a body that cannot dilate', () => {
    expect(refusal(FCN, { body: 'resnet18' })).toContain('only ResNet-50 and ResNet-101')
    expect(refusal(preset('fcn-mobile'), { 'head.kind': 'dilated' })).toContain(
      'choose one of them',
    )
  })

  it('takes weights of classes away with the classes they were for', () => {
    if (FCN.family !== 'fcn') throw new Error('It is an FCN.')
    const weighted: Architecture = {
      ...FCN,
      losses: [{ kind: 'cross-entropy', weight: 1, classWeights: [1, 2], labelSmoothing: 0.1 }],
    }
    expect(edit(weighted, { classes: ['cat', 'dog'] })).toMatchObject({
      losses: [{ kind: 'cross-entropy', weight: 1, labelSmoothing: 0.1 }],
    })
  })
})
