import type {
  BodyArchitecture,
  InputArchitecture,
  MaskRcnnArchitecture,
  NormArchitecture,
} from '../architecture.ts'

/** The input that torchvision's detection models take: ImageNet's mean and deviation. */
export const TORCHVISION_INPUT: InputArchitecture = {
  minSize: 800,
  maxSize: 1333,
  mean: [0.485, 0.456, 0.406],
  deviation: [0.229, 0.224, 0.225],
  sizeDivisor: 32,
}

const TORCHVISION_LIMITS: MaskRcnnArchitecture['limits'] = {
  proposals: {
    preNms: { train: 2000, test: 1000 },
    postNms: { train: 2000, test: 1000 },
    nmsOverlap: 0.7,
  },
  rpnSampling: {
    foregroundOverlap: 0.7,
    backgroundOverlap: 0.3,
    perImage: 256,
    positiveShare: 0.5,
  },
  boxSampling: {
    foregroundOverlap: 0.5,
    backgroundOverlap: 0.5,
    perImage: 512,
    positiveShare: 0.25,
  },
  maskSamples: 128,
  detections: { scoreFloor: 0.05, nmsOverlap: 0.5, count: 100 },
}

export interface PresetOptions {
  readonly classes: readonly string[]
  readonly body: BodyArchitecture
  readonly norm: NormArchitecture
  /** `v2`: norms in the pyramid and the heads, two convolutions before proposals, four in the box head. */
  readonly form?: 'v1' | 'v2'
}

/** torchvision's Mask R-CNN with its default settings; spread it and replace what differs. */
export function maskRcnnArchitecture({
  classes,
  body,
  norm,
  form = 'v1',
}: PresetOptions): MaskRcnnArchitecture {
  const isV2 = form === 'v2'
  const levels = body.kind === 'resnet' ? body.stages.length : body.levels.length
  return {
    family: 'mask-rcnn',
    classes,
    input: TORCHVISION_INPUT,
    body,
    norm,
    pyramid: { width: 256, norm: isV2 },
    anchors: { sizes: anchorSizes(body.kind, levels + 1), aspectRatios: [0.5, 1, 2] },
    rpn: { convolutions: isV2 ? 2 : 1 },
    boxHead: { convolutions: isV2 ? 4 : 0, hidden: 1024 },
    maskHead: { convolutions: 4, width: 256, norm: isV2, predictor: 256 },
    limits: TORCHVISION_LIMITS,
  }
}

/** One size a level under a ResNet; under a mobile body all sizes on each level, as torchvision has them. */
function anchorSizes(kind: BodyArchitecture['kind'], levels: number): number[][] {
  const sizes = [32, 64, 128, 256, 512]
  return Array.from({ length: levels }, (_, level) =>
    kind === 'resnet' ? sizes.slice(level, level + 1) : sizes,
  )
}
