import type { MaskRcnnArchitecture } from './architecture.ts'
import { maskRcnnArchitecture, TORCHVISION_INPUT } from './maskRcnn/presets.ts'

export interface StartingOptions {
  readonly size: 'tiny' | 'small' | 'large' | 'pretrained'
  /** Index 0 is the background. */
  readonly classes: readonly string[]
  /** The shorter side of a picture as the network sees it, pixels. */
  readonly imageSize: number
}

/**
 * Fewer proposals and samples than torchvision's: small pictures hold few objects, and a tab is no workstation. Half of
 * what the heads learn from are objects, not a quarter, since a short run sees few of them.
 */
const TINY_LIMITS: MaskRcnnArchitecture['limits'] = {
  proposals: {
    preNms: { train: 200, test: 200 },
    postNms: { train: 64, test: 64 },
    nmsOverlap: 0.7,
  },
  rpnSampling: {
    foregroundOverlap: 0.7,
    backgroundOverlap: 0.3,
    perImage: 64,
    positiveShare: 0.5,
  },
  boxSampling: {
    foregroundOverlap: 0.5,
    backgroundOverlap: 0.5,
    perImage: 32,
    positiveShare: 0.5,
  },
  maskSamples: 6,
  detections: { scoreFloor: 0.05, nmsOverlap: 0.5, count: 20 },
}

const SMALL_LIMITS: MaskRcnnArchitecture['limits'] = {
  proposals: {
    preNms: { train: 500, test: 500 },
    postNms: { train: 200, test: 200 },
    nmsOverlap: 0.7,
  },
  rpnSampling: TINY_LIMITS.rpnSampling,
  boxSampling: { ...TINY_LIMITS.boxSampling, perImage: 64, positiveShare: 0.25 },
  maskSamples: 16,
  detections: { scoreFloor: 0.05, nmsOverlap: 0.5, count: 100 },
}

/** A Mask R-CNN to begin with when there is no trained one: from one that learns in a minute to torchvision's own. */
export function startingArchitecture({
  size,
  classes,
  imageSize,
}: StartingOptions): MaskRcnnArchitecture {
  const input = { ...TORCHVISION_INPUT, minSize: imageSize, maxSize: 2 * imageSize }
  if (size === 'large') {
    const body = resNet('bottleneck', 64, [3, 4, 6, 3], [64, 128, 256, 512])
    const norm = { kind: 'frozen', epsilon: 1e-5 } as const
    return { ...maskRcnnArchitecture({ classes, body, norm }), input }
  }
  if (size === 'pretrained') return pretrainedMaskRcnn(classes, imageSize)
  return size === 'tiny' ? tinyMaskRcnn(classes, input) : smallMaskRcnn(classes, input)
}

/**
 * Two stages, for pictures of 64 to 128 pixels whose objects are 16 to 64 pixels large. Its norms use the batch: without
 * them the recorded runs learn half as fast.
 */
function tinyMaskRcnn(
  classes: readonly string[],
  input: MaskRcnnArchitecture['input'],
): MaskRcnnArchitecture {
  const body = resNet('basic', 16, [1, 1], [24, 48])
  return {
    ...maskRcnnArchitecture({ classes, body, norm: { kind: 'batch', epsilon: 1e-5 } }),
    input,
    pyramid: { width: 32, norm: false },
    anchors: {
      sizes: [
        [16, 24],
        [32, 48],
        [64, 96],
      ],
      aspectRatios: [1],
    },
    boxHead: { convolutions: 0, hidden: 128 },
    maskHead: { convolutions: 2, width: 32, norm: false, predictor: 32 },
    limits: TINY_LIMITS,
  }
}

function smallMaskRcnn(
  classes: readonly string[],
  input: MaskRcnnArchitecture['input'],
): MaskRcnnArchitecture {
  const body = resNet('basic', 32, [2, 2, 2, 2], [32, 64, 128, 256])
  return {
    // Frozen norms pass everything through: statistics of two or four pictures are too noisy to learn with.
    ...maskRcnnArchitecture({ classes, body, norm: { kind: 'frozen', epsilon: 1e-5 } }),
    input,
    pyramid: { width: 64, norm: false },
    anchors: { sizes: [[16], [32], [64], [128], [256]], aspectRatios: [0.5, 1, 2] },
    boxHead: { convolutions: 0, hidden: 256 },
    maskHead: { convolutions: 2, width: 64, norm: false, predictor: 64 },
    limits: SMALL_LIMITS,
  }
}

/**
 * On the MobileNetV2 of the COCO detector, whose weights `fillMobileNetV2` brings: its padding is TensorFlow's, and it
 * was trained on pictures from -1 to 1.
 */
function pretrainedMaskRcnn(classes: readonly string[], imageSize: number): MaskRcnnArchitecture {
  const body = { kind: 'mobilenet-v2', padding: 'same', levels: [3, 6, 13, 18] } as const
  const half = [0.5, 0.5, 0.5] as const
  return {
    ...maskRcnnArchitecture({ classes, body, norm: { kind: 'frozen', epsilon: 1e-5 } }),
    input: {
      ...TORCHVISION_INPUT,
      ...{ minSize: imageSize, maxSize: 2 * imageSize, mean: half, deviation: half },
    },
    pyramid: { width: 64, norm: false },
    anchors: { sizes: [[16], [32], [64], [128], [256]], aspectRatios: [0.5, 1, 2] },
    boxHead: { convolutions: 0, hidden: 256 },
    maskHead: { convolutions: 2, width: 64, norm: false, predictor: 64 },
    limits: SMALL_LIMITS,
  }
}

function resNet(
  block: 'basic' | 'bottleneck',
  stem: number,
  blocks: readonly number[],
  widths: readonly number[],
) {
  const stages = widths.map((width, i) => ({ width, blocks: blocks[i] ?? 1 }))
  return { kind: 'resnet', block, stem, stages } as const
}
