import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { torchShape } from '../parameters/parameterLayout.ts'
import { SemanticModel } from '../semantic/semanticModel.ts'
import type { FcnArchitecture } from '../semanticArchitecture.ts'
import { resNet } from '../backbones/resnet.ts'
import { dilatedFcn, lightFcn, pretrainedFcn } from '../semanticPresets.ts'
import { recogniseFcn } from './recogniseFcn.ts'
import { recogniseSkipFcn } from './recogniseSkipFcn.ts'

const CLASSES = ['background', 'class 1', 'class 2']

function shapesOf(
  architecture: FcnArchitecture,
): Map<string, { readonly shape: readonly number[] }> {
  const model = new SemanticModel(architecture, { seed: 0, isOutline: true })
  const shapes = model.parameters
    .all()
    .map(({ name, spec }) => [name, { shape: torchShape(spec.shape, spec.layout) }] as const)
  model.dispose()
  return new Map(shapes)
}

describe('recogniseFcn', () => {
  beforeAll(() => tf.setBackend('cpu'))

  it.each([
    { body: 'resnet50', head: 'dilated', auxiliary: true },
    { body: 'resnet101', head: 'dilated', auxiliary: false },
    { body: 'resnet50', head: 'deeplab-v3', auxiliary: true },
  ] as const)('knows torchvision’s $head head on a $body from names and shapes', (options) => {
    const architecture = dilatedFcn(CLASSES, options)
    expect(recogniseFcn(shapesOf(architecture))?.architecture).toEqual(architecture)
  })

  it('names Pascal VOC’s classes where there are as many', () => {
    const found = recogniseFcn(shapesOf(dilatedFcn(Array.from({ length: 21 }, String))))
    expect(found?.architecture.classes.slice(0, 2)).toEqual(['__background__', 'aeroplane'])
  })

  it.each([
    lightFcn(CLASSES, 16),
    lightFcn(CLASSES, 32),
    pretrainedFcn(CLASSES),
    { ...lightFcn(CLASSES, 8), body: resNet('resnet18') },
  ])('knows Limn’s own skip heads on a body: $body.kind', (architecture) => {
    const named = { ...architecture, classes: ['background', 'class 1', 'class 2'] }
    expect(recogniseFcn(shapesOf(named))).toBeNull()
    const found = recogniseSkipFcn(shapesOf(named))?.architecture
    expect(found).toMatchObject({ body: named.body, norm: named.norm, head: named.head })
    expect(found).toMatchObject({ input: named.input, classes: named.classes })
  })

  it('leaves other models alone', () => {
    expect(recogniseFcn(new Map([['classifier.4.weight', { shape: [2, 8, 1, 1] }]]))).toBeNull()
  })
})
