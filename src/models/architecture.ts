import type { HeadLosses } from '../domain/training/headLosses.ts'
import type { FcnArchitecture, UNetArchitecture } from './semanticArchitecture.ts'

/**
 * All it takes to build a model, as plain JSON: it is kept beside the weights in the model library and sent between
 * threads. Weights are not in it.
 */
export type Architecture = MaskRcnnArchitecture | FcnArchitecture | UNetArchitecture

interface ArchitectureBase {
  /** Class names by label; the first is the background. */
  readonly classes: readonly string[]
  readonly input: InputArchitecture
}

/** How a picture enters the network. */
export interface InputArchitecture {
  /** The shorter side is scaled to this … */
  readonly minSize: number
  /** … unless the longer side would then exceed this. Pixels. */
  readonly maxSize: number
  /** Subtracted from channels of 0 to 1, red, green, blue. */
  readonly mean: readonly [number, number, number]
  /** Then divided by this. */
  readonly deviation: readonly [number, number, number]
  /** Height and width are padded with zeros, below and right, to a multiple of this. */
  readonly sizeDivisor: number
}

/**
 * How activations are normalised. `frozen` is torchvision's FrozenBatchNorm2d: statistics and scale never change.
 * `batch` is BatchNorm2d: trained with the statistics of the batch, run with those it gathered.
 */
export interface NormArchitecture {
  readonly kind: 'frozen' | 'batch'
  /** Added to the variance; torchvision's published COCO checkpoint needs 0. */
  readonly epsilon: number
}

/** He et al., "Deep Residual Learning for Image Recognition", 2016. */
export interface ResNetArchitecture {
  readonly kind: 'resnet'
  readonly block: 'basic' | 'bottleneck'
  /** Channels after the first convolution. */
  readonly stem: number
  /** Width is that of the inner convolutions: a bottleneck's output has four times as many channels. */
  readonly stages: readonly { readonly blocks: number; readonly width: number }[]
  /** How many of the last stages keep their size and dilate instead, as segmentation without a pyramid wants it. */
  readonly dilatedStages?: number
}

/** Howard et al., "Searching for MobileNetV3", 2019 (large), without its classifier. */
export interface MobileNetV3Architecture {
  readonly kind: 'mobilenet-v3-large'
  /** Which layers the pyramid stands on, fine to coarse, as torchvision's `features` counts them (0 to 16). */
  readonly levels: readonly number[]
}

/** Sandler et al., "MobileNetV2", 2018, without its classifier. */
export interface MobileNetV2Architecture {
  readonly kind: 'mobilenet-v2'
  /** 'same' pads strided convolutions below and right as TensorFlow does, 'symmetric' as PyTorch does. */
  readonly padding: 'same' | 'symmetric'
  /** Which layers the pyramid stands on, fine to coarse, as torchvision's `features` counts them (0 to 18). */
  readonly levels: readonly number[]
}

export type BodyArchitecture =
  ResNetArchitecture | MobileNetV3Architecture | MobileNetV2Architecture

/** He et al., "Mask R-CNN", 2017, as torchvision builds it. */
export interface MaskRcnnArchitecture extends ArchitectureBase {
  readonly family: 'mask-rcnn'
  readonly body: BodyArchitecture
  readonly norm: NormArchitecture
  /** Lin et al., "Feature Pyramid Networks", 2017. `norm` is the v2 form's. */
  readonly pyramid: { readonly width: number; readonly norm: boolean }
  readonly anchors: {
    /** Sides in pixels of the network's picture, for each level of the pyramid, the pooled one last. */
    readonly sizes: readonly (readonly number[])[]
    /** Height / width. */
    readonly aspectRatios: readonly number[]
  }
  /** 3x3 convolutions before the region proposals: 1, in the v2 form 2. */
  readonly rpn: { readonly convolutions: number }
  readonly boxHead: BoxHeadArchitecture
  readonly maskHead: MaskHeadArchitecture
  readonly limits: MaskRcnnLimits
  /** What its heads minimise; torchvision's losses where it is not said. */
  readonly losses?: HeadLosses
}

/** Convolutions over what a proposal shows, then dense layers. */
export interface BoxHeadArchitecture {
  readonly convolutions: number
  /** Width of the dense layers. */
  readonly hidden: number
  /** Dense layers: torchvision's two without convolutions and one after them, where it is not said. */
  readonly dense?: number
  /** Whether the convolutions are normed, as torchvision's v2 form has them; they are where it is not said. */
  readonly norm?: boolean
  /** Share of each dense layer's answers that training leaves out; none where it is not said. */
  readonly dropout?: number
}

export interface MaskHeadArchitecture {
  readonly convolutions: number
  readonly width: number
  readonly norm: boolean
  /** Channels of the upsampled map before the classes. */
  readonly predictor: number
  /** Share of the last convolution's answers that training leaves out; none where it is not said. */
  readonly dropout?: number
}

/** Thresholds and counts. Counts fix the shapes of every tensor, so that pipelines compile once. */
export interface MaskRcnnLimits {
  readonly proposals: {
    /** Best anchors of each level that take part in suppression. */
    readonly preNms: { readonly train: number; readonly test: number }
    /** Proposals that are left, padded to this number. */
    readonly postNms: { readonly train: number; readonly test: number }
    readonly nmsOverlap: number
  }
  /** Which anchors the proposals are trained on. */
  readonly rpnSampling: SamplingLimits
  /** Which proposals the boxes are trained on. */
  readonly boxSampling: SamplingLimits
  /** Most positive proposals of a picture that masks are trained on; all of the sampled positives by default. */
  readonly maskSamples: number
  readonly detections: {
    readonly scoreFloor: number
    readonly nmsOverlap: number
    readonly count: number
  }
}

export interface SamplingLimits {
  /** A box that overlaps an object by at least this IoU is its example. */
  readonly foregroundOverlap: number
  /** A box that overlaps every object by less than this is an example of background. */
  readonly backgroundOverlap: number
  readonly perImage: number
  readonly positiveShare: number
}
