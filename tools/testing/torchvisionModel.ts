import type { MaskRcnnArchitecture } from '../../src/models/architecture.ts'
import { resNet, type ResNetName } from '../../src/models/backbones/resnet.ts'
import { MaskRcnn } from '../../src/models/maskRcnn/maskRcnn.ts'
import { maskRcnnArchitecture } from '../../src/models/maskRcnn/presets.ts'
import { fillStateDict } from './torchvisionFill.ts'

/** What a recorded case says of its model. */
export interface ModelSettings {
  readonly base: string
  readonly norm?: string
  readonly num_classes: number
  readonly min_size: number
  readonly max_size: number
  readonly [setting: string]: unknown
}

/** The architecture that the settings of torchvision's constructors describe. */
export function architectureOf(settings: ModelSettings): MaskRcnnArchitecture {
  const { base, norm = 'frozen', num_classes: count } = settings
  const classes = Array.from({ length: count }, (_, i) => (i === 0 ? 'background' : `class ${i}`))
  // torchvision's builder takes BatchNorm2d where it is given no weights.
  const kind = norm.startsWith('frozen') ? 'frozen' : 'batch'
  const options = { classes, norm: { kind, epsilon: 1e-5 } } as const
  const full = base.startsWith('micro')
    ? base.includes('v2')
      ? microV2Architecture(options)
      : microArchitecture(options)
    : base.includes('mobilenet')
      ? smallMobileArchitecture(options)
      : maskRcnnArchitecture({
          ...options,
          body: resNet((/resnet\d+/.exec(base)?.[0] ?? 'resnet50') as ResNetName),
          form: base.includes('_v2') ? 'v2' : 'v1',
        })
  const number = (name: string, otherwise: number): number => {
    const value = settings[name]
    return typeof value === 'number' ? value : otherwise
  }
  const { proposals, rpnSampling, boxSampling, detections } = full.limits
  const sampling = (of: typeof rpnSampling, prefix: 'rpn' | 'box'): typeof rpnSampling => ({
    foregroundOverlap: number(`${prefix}_fg_iou_thresh`, of.foregroundOverlap),
    backgroundOverlap: number(`${prefix}_bg_iou_thresh`, of.backgroundOverlap),
    perImage: number(`${prefix}_batch_size_per_image`, of.perImage),
    positiveShare: number(`${prefix}_positive_fraction`, of.positiveShare),
  })
  return {
    ...full,
    input: { ...full.input, minSize: settings.min_size, maxSize: settings.max_size },
    limits: {
      proposals: {
        preNms: {
          train: number('rpn_pre_nms_top_n_train', proposals.preNms.train),
          test: number('rpn_pre_nms_top_n_test', proposals.preNms.test),
        },
        postNms: {
          train: number('rpn_post_nms_top_n_train', proposals.postNms.train),
          test: number('rpn_post_nms_top_n_test', proposals.postNms.test),
        },
        nmsOverlap: number('rpn_nms_thresh', proposals.nmsOverlap),
      },
      rpnSampling: sampling(rpnSampling, 'rpn'),
      boxSampling: sampling(boxSampling, 'box'),
      maskSamples: full.limits.maskSamples,
      detections: {
        scoreFloor: number('box_score_thresh', detections.scoreFloor),
        nmsOverlap: number('box_nms_thresh', detections.nmsOverlap),
        count: number('box_detections_per_img', detections.count),
      },
    },
  }
}

/** The small model of the recorded cases (their README, "MODELS"). */
export function microArchitecture(
  options: Pick<MaskRcnnArchitecture, 'classes' | 'norm'>,
): MaskRcnnArchitecture {
  const stages = [8, 16, 24, 32].map((width) => ({ blocks: 1, width }))
  return {
    ...maskRcnnArchitecture({
      ...options,
      body: { kind: 'resnet', block: 'basic', stem: 8, stages },
    }),
    pyramid: { width: 16, norm: false },
    anchors: { sizes: [[8], [16], [32], [64], [128]], aspectRatios: [0.5, 1, 2] },
    boxHead: { convolutions: 0, hidden: 32 },
    maskHead: { convolutions: 2, width: 16, norm: false, predictor: 16 },
  }
}

/** A model filled by the cases' formula. */
export function buildFilled(
  architecture: MaskRcnnArchitecture,
  filling: Parameters<typeof fillStateDict>[1],
): MaskRcnn {
  const model = new MaskRcnn(architecture, { seed: 0 })
  model.parameters.load(fillStateDict(model.parameters, filling))
  return model
}

/** The same with the pyramid and the heads of the v2 form. */
export function microV2Architecture(
  options: Pick<MaskRcnnArchitecture, 'classes' | 'norm'>,
): MaskRcnnArchitecture {
  const micro = microArchitecture(options)
  return {
    ...micro,
    pyramid: { ...micro.pyramid, norm: true },
    rpn: { convolutions: 2 },
    boxHead: { ...micro.boxHead, convolutions: 4 },
    maskHead: { ...micro.maskHead, norm: true },
  }
}

/** MobileNetV3-Large with the two levels that torchvision takes of it, and small heads (tools/oracle/maskRcnn.py). */
export function smallMobileArchitecture(
  options: Pick<MaskRcnnArchitecture, 'classes' | 'norm'>,
): MaskRcnnArchitecture {
  return {
    ...maskRcnnArchitecture({
      ...options,
      body: { kind: 'mobilenet-v3-large', levels: [13, 16] },
    }),
    boxHead: { convolutions: 0, hidden: 32 },
    maskHead: { convolutions: 2, width: 16, norm: false, predictor: 16 },
  }
}
