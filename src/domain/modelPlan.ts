import type { ImageSize } from './image.ts'

export type LayerKind =
  'convolution' | 'depthwise convolution' | 'transposed convolution' | 'dense' | 'norm'

/** What a layer is and costs, for one picture. */
export interface LayerPlan {
  /** What the names of its tensors begin with, as PyTorch has them: `backbone.body.layer1.0.conv1`. */
  readonly name: string
  readonly kind: LayerKind
  /**
   * Of one picture: [height, width, channels], or [regions, height, width, channels], or [regions, channels]. A layer
   * that runs on several maps says its largest.
   */
  readonly output: readonly number[]
  readonly parameters: number
  /** How many of them training changes. */
  readonly trainable: number
  /** Multiplications that are added up, over all maps it runs on. A norm's are not counted. */
  readonly macs: number
  /** Of all its outputs. 0 for a norm that its convolution takes in. */
  readonly outputBytes: number
}

/** What a model is and costs before it is built. Bytes of tensors; a device keeps some more beside them. */
export interface ModelPlan {
  /** A picture as the network sees it, padding included. */
  readonly picture: ImageSize
  /** In the order in which the model lists its parameters. */
  readonly layers: readonly LayerPlan[]
  readonly parameters: number
  readonly trainable: number
  readonly macs: number
  readonly memory: {
    readonly weights: number
    /** Most at a time while one picture is segmented, weights included. */
    readonly inference: number
    /** Most at a time in a step: fixed + pictures at a time * perPicture. */
    readonly training: { readonly fixed: number; readonly perPicture: number }
  }
}
