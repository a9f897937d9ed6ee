import { DECODE_DEFAULTS } from '../domain/regions/decodeInstances.ts'
import { SEMANTIC_LOSSES } from '../domain/training/semanticLoss.ts'
import type { BodyArchitecture, MobileNetV2Architecture } from './architecture.ts'
import { resNet, type ResNetName } from './backbones/resnet.ts'
import type { FcnArchitecture, SemanticInput, UNetArchitecture } from './semanticArchitecture.ts'

const BATCH_NORM = { kind: 'batch', epsilon: 1e-5 } as const

/** What torchvision's segmentation models take: ImageNet's mean and deviation. */
export const IMAGENET_INPUT: SemanticInput = {
  range: 'fixed',
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
  tile: 512,
  overlap: 64,
}

/** Pictures of microscopes, whatever part of the scale they use. */
export const MICROSCOPY_INPUT: SemanticInput = {
  range: 'own',
  mean: [0, 0, 0],
  deviation: [1, 1, 1],
  tile: 512,
  overlap: 64,
}

/** torchvision's `fcn_resnet50`, `fcn_resnet101` and their DeepLab forms: strides 4, 8 and then 8 again, dilated. */
export function dilatedFcn(
  classes: readonly string[],
  options: {
    readonly body?: Extract<ResNetName, 'resnet50' | 'resnet101'>
    readonly head?: 'dilated' | 'deeplab-v3'
    readonly auxiliary?: boolean
  } = {},
): FcnArchitecture {
  const { body = 'resnet50', head = 'dilated', auxiliary = true } = options
  return {
    family: 'fcn',
    classes,
    input: IMAGENET_INPUT,
    losses: [{ kind: 'cross-entropy', weight: 1 }],
    decoding: { ...DECODE_DEFAULTS, separate: 'off', minArea: 100 },
    body: { ...resNet(body), dilatedStages: 2 },
    norm: BATCH_NORM,
    head: { kind: head, auxiliary },
  }
}

/** A MobileNetV2 that answers every size from a half to a thirty-second. */
export const MOBILE_BODY: MobileNetV2Architecture = {
  kind: 'mobilenet-v2',
  padding: 'symmetric',
  levels: [1, 3, 6, 13, 18],
}

/** FCN-32s, 16s or 8s on a MobileNetV2: light enough to train in a page. */
export function lightFcn(classes: readonly string[], finestStride: 8 | 16 | 32): FcnArchitecture {
  return {
    ...dilatedFcn(classes),
    body: MOBILE_BODY,
    head: { kind: 'skip', finestStride },
  }
}

/**
 * FCN-8s on the MobileNetV2 of the COCO detector, whose weights `fillMobileNetV2` brings (name `backbone`): its padding is
 * TensorFlow's, its norms only shift, and it was trained on pictures from -1 to 1.
 */
export function pretrainedFcn(classes: readonly string[]): FcnArchitecture {
  const half = [0.5, 0.5, 0.5] as const
  return {
    ...lightFcn(classes, 8),
    input: { ...IMAGENET_INPUT, mean: half, deviation: half },
    losses: SEMANTIC_LOSSES,
    body: { ...MOBILE_BODY, padding: 'same' },
    norm: { kind: 'frozen', epsilon: 1e-5 },
  }
}

/** The shipped nuclei model's architecture, for any classes: small, with the heads that part touching objects. */
export function cellUnet(classes: readonly string[]): UNetArchitecture {
  return {
    family: 'unet',
    classes,
    input: MICROSCOPY_INPUT,
    losses: SEMANTIC_LOSSES,
    decoding: DECODE_DEFAULTS,
    encoder: {
      kind: 'plain',
      widths: [16, 32, 64, 96, 128],
      norm: BATCH_NORM,
      padding: 'same',
      up: 'transposed',
    },
    instanceHeads: true,
  }
}

/** A U-Net on a classifier's body, as segmentation_models_pytorch builds it by default. */
export function bodyUnet(
  classes: readonly string[],
  body: BodyArchitecture = MOBILE_BODY,
): UNetArchitecture {
  return {
    family: 'unet',
    classes,
    input: IMAGENET_INPUT,
    losses: SEMANTIC_LOSSES,
    decoding: { ...DECODE_DEFAULTS, separate: 'off', minArea: 100 },
    encoder: { kind: 'body', body, norm: BATCH_NORM, decoderWidths: [256, 128, 64, 32, 16] },
    instanceHeads: false,
  }
}
