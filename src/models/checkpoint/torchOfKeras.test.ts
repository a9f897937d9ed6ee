import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, it } from 'vitest'
import { startNodeBackend } from '../../../tools/testing/startNodeBackend.ts'
import {
  microArchitecture,
  smallMobileArchitecture,
} from '../../../tools/testing/torchvisionModel.ts'
import type { MaskRcnnArchitecture } from '../architecture.ts'
import { buildModel } from '../buildModel.ts'
import type { Parameter } from '../parameters/parameterStore.ts'
import { readStateDict } from './checkpoint.ts'
import { openCheckpoint } from './openCheckpoint.ts'

beforeAll(startNodeBackend)

const OPTIONS = {
  classes: ['background', 'cat', 'dog'],
  norm: { kind: 'frozen', epsilon: 1e-5 },
} as const

/** Keras' name for a parameter: in memory they are laid out as Keras has them. */
function kerasName({ name, spec }: Parameter, isNorm: boolean): string {
  const [, layer = '', part = ''] = /^(.*)\.(\w+)$/.exec(name) ?? []
  const ofNorm: Record<string, string> = {
    weight: 'gamma',
    bias: 'beta',
    running_mean: 'moving_mean',
    running_var: 'moving_variance',
  }
  const isDepthwise = spec.shape.length === 4 && spec.shape[2] === 1 && (spec.shape[3] ?? 0) > 1
  const kernel = isDepthwise ? 'depthwise_kernel' : 'kernel'
  const own = isNorm ? ofNorm[part] : part === 'weight' ? kernel : 'bias'
  return `${layer.replaceAll('.', '/')}/${own}`
}

/** Millions of numbers are compared sooner as bytes. */
function bytesOf(data: ArrayBufferView = new Uint8Array()): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength)
}

it.each<readonly [string, MaskRcnnArchitecture]>([
  ['a small ResNet', microArchitecture(OPTIONS)],
  ['MobileNetV3', smallMobileArchitecture(OPTIONS)],
])(
  'opens layers of TensorFlow.js with torchvision’s names as the model they are: %s',
  async (_, a) => {
    const model = buildModel(a, { seed: 5 })
    const all = model.parameters.all()
    const names = new Set(all.map(({ name }) => name))
    const weights = all.map((parameter) => {
      const isNorm = names.has(parameter.name.replace(/\w+$/, 'running_mean'))
      const name = kerasName(parameter, isNorm)
      const { shape } = parameter.spec
      // Keras has the channels of a depthwise kernel third.
      const [height = 0, width = 0, , channels = 0] = shape
      const isDepthwise = name.endsWith('depthwise_kernel')
      return {
        entry: {
          name,
          shape: isDepthwise ? [height, width, channels, 1] : [...shape],
          dtype: 'float32',
        },
        values: parameter.variable.dataSync<'float32'>().slice(),
      }
    })
    const json = {
      weightsManifest: [{ paths: ['group1.bin'], weights: weights.map(({ entry }) => entry) }],
    }
    const opened = await openCheckpoint([
      { name: 'model.json', file: new Blob([JSON.stringify(json)]) },
      { name: 'group1.bin', file: new Blob(weights.map(({ values }) => values)) },
    ])
    expect(opened.checkpoint.format).toBe('tfjs-layers')
    expect(opened.architecture).toMatchObject({ body: a.body, boxHead: a.boxHead, norm: a.norm })
    const read = await readStateDict(opened)
    const saved = await model.parameters.save()
    expect([...read.keys()].sort()).toEqual([...saved.keys()].sort())
    for (const [name, { shape, data }] of saved) {
      const own = read.get(name)
      expect(own?.shape, name).toEqual(shape)
      expect(bytesOf(own?.data).equals(bytesOf(data)), name).toBe(true)
    }
    model.dispose()
    expect(tf.memory().numTensors).toBe(0)
  },
)

it('names what a model.json of another kind holds', async () => {
  const json = {
    weightsManifest: [
      { paths: ['a.bin'], weights: [{ name: 'dense_1/kernel', shape: [1, 2], dtype: 'float32' }] },
    ],
  }
  await expect(
    openCheckpoint([
      { name: 'model.json', file: new Blob([JSON.stringify(json)]) },
      { name: 'a.bin', file: new Blob([new Float32Array(2)]) },
    ]),
  ).rejects.toThrow(/holds a tensor \(“dense_1\/kernel”\), but Limn does not know a model/)
})
