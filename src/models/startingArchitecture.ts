import type { MaskRcnnArchitecture } from './architecture.ts'
import { maskRcnnArchitecture, TORCHVISION_INPUT } from './maskRcnn/presets.ts'

export interface StartingOptions {
  readonly size: 'tiny' | 'small' | 'large'
  /** Index 0 is the background. */
  readonly classes: readonly string[]
  /** The shorter side of a picture as the network sees it, pixels. */
  readonly imageSize: number
}

/** Fewer proposals and samples than torchvision's: small pictures hold few objects, and a tab is no workstation. */
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
    perImage: 64,
    positiveShare: 0.25,
  },
  maskSamples: 16,
  detections: { scoreFloor: 0.05, nmsOverlap: 0.5, count: 40 },
}

const SMALL_LIMITS: MaskRcnnArchitecture['limits'] = {
  ...TINY_LIMITS,
  proposals: {
    preNms: { train: 500, test: 500 },
    postNms: { train: 200, test: 200 },
    nmsOverlap: 0.7,
  },
  boxSampling: { ...TINY_LIMITS.boxSampling, perImage: 64 },
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
  const isTiny = size === 'tiny'
  const body = isTiny
    ? resNet('basic', 16, [1, 1, 1, 1], [16, 24, 32, 48])
    : resNet('basic', 32, [2, 2, 2, 2], [32, 64, 128, 256])
  const width = isTiny ? 32 : 64
  return {
    // Frozen norms pass everything through: statistics of two or four small pictures are too noisy to learn with.
    ...maskRcnnArchitecture({ classes, body, norm: { kind: 'frozen', epsilon: 1e-5 } }),
    input,
    pyramid: { width, norm: false },
    anchors: { sizes: [[16], [32], [64], [128], [256]], aspectRatios: [0.5, 1, 2] },
    boxHead: { convolutions: 0, hidden: isTiny ? 64 : 256 },
    maskHead: { convolutions: 2, width, norm: false, predictor: width },
    limits: isTiny ? TINY_LIMITS : SMALL_LIMITS,
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
