import { attentionSpec } from '../../../src/kernels/attention/attention.spec.ts'
import { windowAttentionSpec } from '../../../src/kernels/attention/windowAttention.spec.ts'
import {
  batchNormSpec,
  frozenBatchNormSpec,
} from '../../../src/kernels/batchNorm/batchNorm.spec.ts'
import { boxIouSpec } from '../../../src/kernels/boxIou/boxIou.spec.ts'
import { convolutionSpec } from '../../../src/kernels/convolution/convolution.spec.ts'
import { convolve3x3Spec } from '../../../src/kernels/convolution/convolve3x3.spec.ts'
import { depthwise3x3Spec } from '../../../src/kernels/depthwise/depthwise3x3.spec.ts'
import { geluSpec } from '../../../src/kernels/gelu/gelu.spec.ts'
import { layerNormSpec } from '../../../src/kernels/layerNorm/layerNorm.spec.ts'
import { linearSpec } from '../../../src/kernels/linear/linear.spec.ts'
import { maskPasteSpec } from '../../../src/kernels/maskPaste/maskPaste.spec.ts'
import { matMulSpec } from '../../../src/kernels/matMul/matMul.spec.ts'
import { maxPoolSpec } from '../../../src/kernels/maxPool/maxPool.spec.ts'
import { nonMaxSuppressionSpec } from '../../../src/kernels/nonMaxSuppression/nonMaxSuppression.spec.ts'
import { resizeBilinearSpec, resizeNearestSpec } from '../../../src/kernels/resize/resize.spec.ts'
import { roiAlignSpec } from '../../../src/kernels/roiAlign/roiAlign.spec.ts'
import { gatherSpec } from '../../../src/kernels/segmentSum/gather.spec.ts'
import { softmaxSpec } from '../../../src/kernels/softmax/softmax.spec.ts'
import { topKSpec } from '../../../src/kernels/topK/topK.spec.ts'
import { transposedConvolutionSpec } from '../../../src/kernels/transposedConvolution/transposedConvolution.spec.ts'
import type { OperationSpec } from './operationSpec.ts'

/** Every operation of src/kernels, to hold to float64 on each backend. */
export const OPERATIONS: readonly OperationSpec[] = [
  convolutionSpec,
  convolve3x3Spec,
  depthwise3x3Spec,
  transposedConvolutionSpec,
  matMulSpec,
  linearSpec,
  batchNormSpec,
  frozenBatchNormSpec,
  layerNormSpec,
  geluSpec,
  softmaxSpec,
  attentionSpec,
  windowAttentionSpec,
  maxPoolSpec,
  resizeBilinearSpec,
  resizeNearestSpec,
  gatherSpec,
  topKSpec,
  roiAlignSpec,
  boxIouSpec,
  nonMaxSuppressionSpec,
  maskPasteSpec,
]
