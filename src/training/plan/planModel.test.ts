import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { startNodeBackend } from '../../../tools/testing/startNodeBackend.ts'
import { createRandom } from '../../domain/random.ts'
import { onShapes } from '../../kernels/shapes/onShapes.ts'
import type { Architecture, MaskRcnnArchitecture } from '../../models/architecture.ts'
import { resNet } from '../../models/backbones/resnet.ts'
import { buildModel } from '../../models/buildModel.ts'
import { maskRcnnArchitecture } from '../../models/maskRcnn/presets.ts'
import { bodyUnet, cellUnet, dilatedFcn, lightFcn } from '../../models/semanticPresets.ts'
import { startingArchitecture } from '../../models/startingArchitecture.ts'
import { planModel } from './planModel.ts'
import { planSample } from './planSample.ts'
import { chunkGradients } from '../stepGradients.ts'

const CLASSES = ['background', 'disc', 'box']
const PICTURE = { width: 64, height: 64 }
const tiny = startingArchitecture({ size: 'tiny', classes: CLASSES, imageSize: 64 })

beforeAll(startNodeBackend)

/** Every family and every branch that runs other kernels. */
const MODELS: Readonly<Record<string, Architecture>> = {
  'Mask R-CNN with norms of the batch': tiny,
  'Mask R-CNN with frozen norms': { ...tiny, norm: { kind: 'frozen', epsilon: 0 } },
  'Mask R-CNN in its second form, with other losses': {
    ...tiny,
    pyramid: { width: 32, norm: true },
    rpn: { convolutions: 2 },
    boxHead: { convolutions: 2, hidden: 32 },
    maskHead: { ...tiny.maskHead, norm: true },
    losses: { classes: 'focal', boxes: 'giou', masks: 'dice' },
  },
  'Mask R-CNN on a MobileNetV2': startingArchitecture({
    size: 'pretrained',
    classes: CLASSES,
    imageSize: 64,
  }),
  'U-Net with heads for touching objects': cellUnet(CLASSES),
  'U-Net as in the paper, with every loss': {
    ...cellUnet(CLASSES),
    encoder: { kind: 'plain', widths: [4, 8, 16], norm: null, padding: 'valid', up: 'bilinear' },
    losses: [
      { kind: 'cross-entropy', weight: 1, classWeights: [1, 2, 3], labelSmoothing: 0.1 },
      { kind: 'binary-cross-entropy', weight: 1 },
      { kind: 'dice', weight: 1 },
      { kind: 'lovasz', weight: 1 },
      { kind: 'focal', weight: 1, alpha: 0.25, gamma: 2 },
      { kind: 'tversky', weight: 1, alpha: 0.3, beta: 0.7 },
    ],
  },
  'U-Net on a MobileNetV2': bodyUnet(CLASSES),
  'FCN-8s on a MobileNetV2': lightFcn(CLASSES, 8),
  'dilated FCN': { ...dilatedFcn(CLASSES), body: smallBody() },
  DeepLabV3: { ...dilatedFcn(CLASSES, { head: 'deeplab-v3' }), body: smallBody() },
}

function smallBody() {
  const stages = [8, 16, 16, 16].map((width) => ({ width, blocks: 1 }))
  return { kind: 'resnet', block: 'bottleneck', stem: 8, stages, dilatedStages: 2 } as const
}

/** Names and answers of every kernel of a step, and the most bytes that its tensors took. */
function followStep(architecture: Architecture) {
  const before = tf.memory().numBytes
  const model = buildModel(architecture, { seed: 1 })
  const following = tf.profile(() => {
    const { gradients, parts } = chunkGradients(model, [planSample(PICTURE)], {
      lossWeights: {},
      random: createRandom(1),
    })
    tf.dispose([...gradients.values(), parts.values])
    return parts.values
  })
  model.dispose()
  return following.then(({ kernels, peakBytes }) => ({
    kernels: kernels.map(({ name, outputShapes }) => `${name} ${JSON.stringify(outputShapes)}`),
    peakBytes: peakBytes - before,
  }))
}

describe('planModel', () => {
  it.each(Object.entries(MODELS))(
    'runs the kernels that a real step of %s runs',
    async (_, model) => {
      const planned = await onShapes(() => followStep(model))
      const real = await followStep(model)
      expect(real.kernels.length).toBeGreaterThan(50)
      expect(planned.kernels).toEqual(real.kernels)
      expect(planned.peakBytes).toBe(real.peakBytes)
    },
  )

  it.each(Object.entries(MODELS))('knows every layer of %s', (_, architecture) => {
    const before = { ...tf.memory() }
    const { layers, ...plan } = planModel(architecture, { picture: PICTURE })
    expect(tf.memory().numTensors).toBe(before.numTensors)
    expect(tf.getBackend()).toBe('wasm')
    expect(layers.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(plan.parameters)
    expect(layers.reduce((sum, { trainable }) => sum + trainable, 0)).toBe(plan.trainable)
    for (const { kind, macs, output } of layers) {
      expect(output.length).toBeGreaterThan(1)
      expect(macs > 0).toBe(kind !== 'norm')
    }
    expect(plan.memory.training.fixed).toBeGreaterThan(plan.memory.weights)
    expect(plan.memory.inference).toBeGreaterThan(plan.memory.weights)
  })

  it('counts what is known of torchvision’s Mask R-CNN and ResNet-50', () => {
    const architecture = maskRcnnArchitecture({
      classes: ['background', ...Array.from({ length: 90 }, (_, i) => `class ${i}`)],
      body: resNet('resnet50'),
      norm: { kind: 'frozen', epsilon: 0 },
    })
    // Taken as it is: 224 pixels are what classifiers are counted at.
    const input = { ...architecture.input, minSize: 224, maxSize: 224 }
    const { layers, parameters, picture } = planModel(
      { ...architecture, input },
      { picture: { width: 224, height: 224 } },
    )
    expect(picture).toEqual({ width: 224, height: 224 })
    // torchvision's table says 44,401,393, without the statistics and scales of frozen norms.
    const norms = layers.filter(({ name }) => /(bn\d|downsample\.1)$/.test(name))
    const ofNorms = norms.reduce((sum, { parameters: own }) => sum + own, 0)
    expect(parameters - ofNorms).toBe(44_401_393)
    // 4.09 billion at 224 pixels, less the classifier's 2,048,000.
    const body = layers.filter(({ name }) => name.startsWith('backbone.body'))
    expect(body.reduce((sum, { macs }) => sum + macs, 0)).toBe(4_087_136_256)
    expect(layers.find(({ name }) => name === 'backbone.body.layer4.2.conv3')).toMatchObject({
      kind: 'convolution',
      output: [7, 7, 2048],
      macs: 7 * 7 * 512 * 2048,
      parameters: 512 * 2048,
      outputBytes: 4 * 7 * 7 * 2048,
    })
    expect(layers.find(({ name }) => name.endsWith('conv5_mask'))).toMatchObject({
      kind: 'transposed convolution',
      output: [16, 28, 28, 256],
    })
    expect(layers.find(({ name }) => name.endsWith('fc6'))).toMatchObject({
      kind: 'dense',
      output: [1000, 1024],
    })
  })

  it('says what frozen layers save', () => {
    const size = (learns: (name: string) => boolean) => {
      const { trainable, memory } = planModel(tiny, { picture: PICTURE, learns })
      return { trainable, ...memory.training }
    }
    const all = size(() => true)
    const heads = size((name) => !name.startsWith('backbone'))
    expect(heads.trainable).toBeLessThan(all.trainable)
    expect(heads.fixed).toBeLessThan(all.fixed)
    expect(heads.perPicture).toBeLessThan(all.perPicture)
    expect(size(() => false)).toMatchObject({ trainable: 0, perPicture: 0 })
  })

  it('grows in proportion to the picture', () => {
    const perPicture = (side: number): number => {
      const model: MaskRcnnArchitecture = { ...tiny, input: { ...tiny.input, minSize: side } }
      return planModel(model, { picture: PICTURE }).memory.training.perPicture
    }
    expect(perPicture(128) / perPicture(64)).toBeGreaterThan(1.5)
    expect(perPicture(128) / perPicture(64)).toBeLessThan(4.1)
  })
})
