import type { DecodeOptions } from '../domain/regions/decodeInstances.ts'
import type { SemanticLoss } from '../domain/training/semanticLoss.ts'
import type { BodyArchitecture, NormArchitecture } from './architecture.ts'

/** What models that name every pixel have in common, as plain JSON. */
interface SemanticBase {
  /** Class names by label; the first is the background. */
  readonly classes: readonly string[]
  readonly input: SemanticInput
  /** What training minimises: the sum of these. */
  readonly losses: readonly SemanticLoss[]
  /** How its maps become objects. */
  readonly decoding: DecodeOptions
}

/** How a picture enters a semantic model: at its own size, in squares if it is large. */
export interface SemanticInput {
  /**
   * `fixed` takes 0 to 255 as 0 to 1. `own` takes the picture's own range as 0 to 1 (its 1 % and 99.8 % values,
   * clipped), as microscopes need, whose pictures may be dark. `standard` takes each channel's own mean as 0 and its
   * deviation as 1.
   */
  readonly range: 'fixed' | 'own' | 'standard'
  /** Subtracted from channels of 0 to 1, red, green, blue. */
  readonly mean: readonly [number, number, number]
  /** Then divided by this. */
  readonly deviation: readonly [number, number, number]
  /** Side in pixels of the squares that a larger picture is cut into. */
  readonly tile: number
  /** How many pixels neighbouring squares share; there their answers blend. */
  readonly overlap: number
}

/** Ronneberger et al., "U-Net", 2015. */
export interface UNetArchitecture extends SemanticBase {
  readonly family: 'unet'
  readonly encoder: PlainEncoder | BodyEncoder
  /** Share of the coarsest map that training leaves out, as the paper does; none where it is not said. */
  readonly dropout?: number
  /** Beside the classes: where objects touch and how deep inside one a pixel lies. */
  readonly instanceHeads: boolean
}

/** The paper's: pairs of 3x3 convolutions, halved by pooling. Names as in milesial's Pytorch-UNet. */
export interface PlainEncoder {
  readonly kind: 'plain'
  /** Channels from full size down; each further one halves the size. The paper's: 64, 128, 256, 512, 1024. */
  readonly widths: readonly number[]
  /** Null is the paper's own: convolutions with a bias. */
  readonly norm: NormArchitecture | null
  /** `valid` is the paper's: no zeros are put around maps, and the picture is mirrored around instead. */
  readonly padding: 'same' | 'valid'
  readonly up: 'transposed' | 'bilinear'
}

/** A classifier's body with a decoder on it. Names as in segmentation_models_pytorch's Unet. */
export interface BodyEncoder {
  readonly kind: 'body'
  readonly body: BodyArchitecture
  readonly norm: NormArchitecture
  /** Channels of the decoder's five blocks, coarse to fine. */
  readonly decoderWidths: readonly number[]
}

/** Long et al., "Fully Convolutional Networks", 2015. */
export interface FcnArchitecture extends SemanticBase {
  readonly family: 'fcn'
  readonly body: BodyArchitecture
  readonly norm: NormArchitecture
  /**
   * `dilated`: torchvision's head on a body whose last two stages are dilated. `deeplab-v3`: its pyramid head. `skip`:
   * the paper's scores of several depths, added from coarse to fine (FCN-32s, 16s, 8s by `finestStride`).
   */
  readonly head: DilatedHead | { readonly kind: 'skip'; readonly finestStride: 8 | 16 | 32 }
}

export interface DilatedHead {
  readonly kind: 'dilated' | 'deeplab-v3'
  readonly auxiliary: boolean
  /** Share of the heads' values left out while training; torchvision's 0.1, and 0.5 of a pyramid, when absent. */
  readonly dropout?: number
}
