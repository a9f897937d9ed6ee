import type {
  ArgMaxAttrs,
  CastAttrs,
  ConcatAttrs,
  DataType,
  ExpandDimsAttrs,
  FillAttrs,
  MaxAttrs,
  MeanAttrs,
  MinAttrs,
  OneHotAttrs,
  PackAttrs,
  PadV2Attrs,
  ProdAttrs,
  RangeAttrs,
  ReshapeAttrs,
  ScatterNdAttrs,
  SliceAttrs,
  SplitVAttrs,
  SumAttrs,
  TileAttrs,
  TopKAttrs,
  TransposeAttrs,
} from '@tensorflow/tfjs-core'
import type { Activation } from './activation.ts'
import type { ConvolutionAttributes } from './convolution/convolution.ts'
import type { MaskPasteAttributes } from './maskPaste/maskPaste.ts'
import type { MaxPoolAttributes } from './maxPool/maxPool.ts'
import type { NonMaxSuppressionAttributes } from './nonMaxSuppression/nonMaxSuppression.ts'
import type { ResizeAttributes } from './resize/resizeAxis.ts'
import type { RoiAlignAttributes } from './roiAlign/roiAlign.ts'
import type { SegmentSumAttributes } from './segmentSum/segmentSum.ts'
import type { SoftmaxAttributes } from './softmax/softmax.ts'

/**
 * Attributes as a kernel gets them back from TensorFlow.js, which forgets their types: only ops of this folder run our
 * kernels, with the attributes that their kernel names here.
 */
export interface KernelAttributes {
  readonly LimnLinear: { readonly activation: Activation }
  readonly LimnLayerNorm: { readonly epsilon: number; readonly activation: Activation }
  readonly LimnDepthwise3x3: { readonly stride: 1 | 2; readonly activation: Activation }
  readonly LimnConvolve3x3: { readonly stride: 1 | 2; readonly activation: Activation }
  readonly LimnConvolution: ConvolutionAttributes
  readonly LimnConvolutionInputGradient: Pick<ConvolutionAttributes, 'geometry'>
  readonly LimnConvolutionFilterGradient: Pick<ConvolutionAttributes, 'geometry'>
  readonly LimnActivationGradient: { readonly activation: Activation }
  readonly LimnAttention: { readonly heads: number }
  readonly LimnMaskPaste: MaskPasteAttributes
  readonly LimnMaxPool: MaxPoolAttributes
  readonly LimnMaxPoolGrad: MaxPoolAttributes
  readonly LimnResize: ResizeAttributes
  readonly LimnResizeGrad: ResizeAttributes
  readonly LimnTopK: { readonly k: number }
  readonly LimnSegmentSum: SegmentSumAttributes
  readonly LimnSoftmax: SoftmaxAttributes
  readonly LimnSoftmaxGradient: SoftmaxAttributes
  /** TensorFlow.js's own names and attributes. */
  readonly BatchMatMul: { readonly transposeA: boolean; readonly transposeB: boolean }
  readonly _FusedMatMul: {
    readonly transposeA: boolean
    readonly transposeB: boolean
    readonly activation: string
  }
  readonly ArgMax: ArgMaxAttrs
  readonly Cast: CastAttrs
  readonly Concat: ConcatAttrs
  readonly ExpandDims: ExpandDimsAttrs
  readonly Fill: FillAttrs & { readonly dtype: DataType }
  readonly GatherV2: { readonly axis: number; readonly batchDims: number }
  readonly Max: MaxAttrs
  readonly Mean: MeanAttrs
  readonly Min: MinAttrs
  readonly OneHot: OneHotAttrs
  readonly Pack: PackAttrs
  readonly PadV2: PadV2Attrs
  readonly Prod: ProdAttrs
  readonly Range: RangeAttrs
  readonly Reshape: ReshapeAttrs
  readonly ScatterNd: ScatterNdAttrs
  readonly Slice: SliceAttrs
  readonly SplitV: SplitVAttrs
  readonly Sum: SumAttrs
  readonly Tile: TileAttrs
  readonly TopK: TopKAttrs
  readonly Transpose: TransposeAttrs
  readonly UnsortedSegmentSum: { readonly numSegments: number }
  readonly LimnNonMaxSuppression: NonMaxSuppressionAttributes
  readonly LimnRoiAlign: RoiAlignAttributes
  readonly LimnRoiAlignGrad: RoiAlignAttributes
  readonly LimnWindowAttention: {
    readonly height: number
    readonly width: number
    readonly heads: number
    readonly windowSide: number
  }
}

export function attributesOf<Name extends keyof KernelAttributes>(
  name: Name,
  attributes: object | undefined,
): KernelAttributes[Name] {
  if (attributes === undefined) throw new Error(`${name} was run without attributes.`)
  return attributes as KernelAttributes[Name]
}
