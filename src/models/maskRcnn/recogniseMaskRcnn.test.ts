import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { microArchitecture } from '../../../tools/testing/torchvisionModel.ts'
import type { MaskRcnnArchitecture, ResNetArchitecture } from '../architecture.ts'
import { resNet } from '../backbones/resnet.ts'
import type { StateDict } from '../parameters/parameterStore.ts'
import { withCurrentNames } from './legacyNames.ts'
import { MaskRcnn } from './maskRcnn.ts'
import { maskRcnnArchitecture } from './presets.ts'
import { recogniseMaskRcnn } from './recogniseMaskRcnn.ts'

const CLASSES = ['background', 'nucleus']
const NORM = { kind: 'batch', epsilon: 1e-5 } as const
const NARROW_RESNET: ResNetArchitecture = {
  ...resNet('resnet18'),
  stem: 8,
  stages: [2, 2, 2, 2].map((blocks) => ({ blocks, width: 8 })),
}

/** As narrow as it can be, for a quick build. */
function narrow(architecture: MaskRcnnArchitecture): MaskRcnnArchitecture {
  return {
    ...architecture,
    pyramid: { ...architecture.pyramid, width: 8 },
    boxHead: { ...architecture.boxHead, hidden: 8 },
    maskHead: { ...architecture.maskHead, width: 8, predictor: 8 },
  }
}

async function save(architecture: MaskRcnnArchitecture): Promise<StateDict> {
  const model = new MaskRcnn(architecture, { seed: 1 })
  const saved = await model.parameters.save()
  model.dispose()
  return saved
}

/** The names that torchvision gave before 0.13. */
function withLegacyNames(stateDict: StateDict): StateDict {
  const rename = (name: string): string =>
    name
      .replace(/(_blocks\.\d+)\.0\./, '$1.')
      .replace('head.conv.0.0.', 'head.conv.')
      .replace(/mask_head\.(\d+)\.0\./, (_, place) => `mask_head.mask_fcn${Number(place) + 1}.`)
  return new Map([...stateDict].map(([name, tensor]) => [rename(name), tensor]))
}

describe('recognising a Mask R-CNN', () => {
  beforeAll(async () => {
    await tf.setBackend('cpu')
  })

  it.each<[string, MaskRcnnArchitecture]>([
    [
      'a box head of plain convolutions and three dense layers',
      {
        ...maskRcnnArchitecture({ classes: CLASSES, norm: NORM, body: NARROW_RESNET }),
        boxHead: { convolutions: 1, hidden: 8, dense: 3, norm: false },
      },
    ],
    [
      'a box head of one dense layer',
      {
        ...maskRcnnArchitecture({ classes: CLASSES, norm: NORM, body: NARROW_RESNET }),
        boxHead: { convolutions: 0, hidden: 8, dense: 1 },
      },
    ],
    [
      'a ResNet of basic blocks',
      maskRcnnArchitecture({
        classes: CLASSES,
        norm: { kind: 'frozen', epsilon: 1e-5 },
        body: {
          ...resNet('resnet34'),
          stem: 8,
          stages: [3, 4, 6, 3].map((blocks) => ({ blocks, width: 8 })),
        },
      }),
    ],
    [
      'a ResNet of bottlenecks in the v2 form',
      maskRcnnArchitecture({
        classes: CLASSES,
        norm: NORM,
        form: 'v2',
        body: {
          ...resNet('resnet50'),
          stem: 8,
          stages: [3, 4, 6, 3].map((blocks) => ({ blocks, width: 4 })),
        },
      }),
    ],
    [
      'MobileNetV3',
      maskRcnnArchitecture({
        classes: CLASSES,
        norm: NORM,
        body: { kind: 'mobilenet-v3-large', levels: [13, 16] },
      }),
    ],
    [
      'MobileNetV2',
      maskRcnnArchitecture({
        classes: CLASSES,
        norm: NORM,
        body: { kind: 'mobilenet-v2', padding: 'symmetric', levels: [2, 4, 7, 18] },
      }),
    ],
  ])('finds %s from names and shapes', async (_, architecture) => {
    const saved = await save(narrow(architecture))
    expect(recogniseMaskRcnn(saved, ['nucleus'])).toEqual(narrow(architecture))
  })

  it('reads names older than torchvision 0.13, and gives frozen norms their epsilon of 0', async () => {
    const micro = microArchitecture({ classes: CLASSES, norm: { kind: 'frozen', epsilon: 1e-5 } })
    const saved = await save(micro)
    const old = withLegacyNames(saved)
    expect(old.has('rpn.head.conv.weight')).toBe(true)
    expect(recogniseMaskRcnn(saved)?.norm.epsilon).toBe(1e-5)
    expect(recogniseMaskRcnn(old)?.norm).toEqual({ kind: 'frozen', epsilon: 0 })
    expect([...withCurrentNames(old).keys()]).toEqual([...saved.keys()])
    const wrapped = new Map([...old].map(([name, tensor]) => [`module.${name}`, tensor]))
    expect([...withCurrentNames(wrapped).keys()]).toEqual([...saved.keys()])
  })

  it('names the classes of COCO, or numbers them', async () => {
    const build = (count: number): MaskRcnnArchitecture =>
      microArchitecture({
        classes: Array.from({ length: count }, (_, i) => String(i)),
        norm: { kind: 'frozen', epsilon: 1e-5 },
      })
    const coco = recogniseMaskRcnn(await save(build(91)))
    expect(coco?.classes.slice(0, 3)).toEqual(['background', 'person', 'bicycle'])
    expect(coco?.classes[90]).toBe('toothbrush')
    const two = recogniseMaskRcnn(await save(build(3)), ['too', 'many', 'names'])
    expect(two?.classes).toEqual(['background', 'class 1', 'class 2'])
  })

  it('knows what it does not know', () => {
    expect(recogniseMaskRcnn(new Map())).toBeNull()
    expect(recogniseMaskRcnn(new Map([['fc.weight', { shape: [10, 512] }]]))).toBeNull()
  })
})
