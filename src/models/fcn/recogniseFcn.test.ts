import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { torchShape } from '../parameters/parameterLayout.ts'
import { SemanticModel } from '../semantic/semanticModel.ts'
import type { FcnArchitecture } from '../semanticArchitecture.ts'
import { dilatedFcn } from '../semanticPresets.ts'
import { recogniseFcn } from './recogniseFcn.ts'

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

  it('leaves other models alone', () => {
    expect(recogniseFcn(new Map([['classifier.4.weight', { shape: [2, 8, 1, 1] }]]))).toBeNull()
  })
})
