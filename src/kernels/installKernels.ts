import './installGradients.ts'
import {
  getKernel,
  registerGradient,
  registerKernel,
  unregisterKernel,
  type GradConfig,
  type KernelConfig,
} from '@tensorflow/tfjs-core'
import { activationGradientHost } from './activationGradient/activationGradientHost.ts'
import { activationGradientWasm } from './activationGradient/activationGradientWasm.ts'
import { activationGradientWebgpu } from './activationGradient/activationGradientWebgpu.ts'
import { attentionWasm } from './attention/attentionWasm.ts'
import { attentionWebgpu } from './attention/attentionWebgpu.ts'
import { transposedConvolutionGradient } from './transposedConvolution/transposedConvolutionGradient.ts'
import type { WasmOverride } from './wasm/wasmOverride.ts'
import { windowAttentionWasm } from './attention/windowAttentionWasm.ts'
import { windowAttentionWebgpu } from './attention/windowAttentionWebgpu.ts'
import { batchNormHost } from './batchNorm/batchNormHost.ts'
import { batchNormWasm } from './batchNorm/batchNormWasm.ts'
import {
  channelAffineWebgpu,
  channelMomentsWebgpu,
  channelSumsWebgpu,
} from './batchNorm/batchNormWebgpu.ts'
import { channelAffineGradient } from './batchNorm/channelAffineGradient.ts'
import { biasGradientHost } from './biasGradient/biasGradientHost.ts'
import { biasGradientWasm } from './biasGradient/biasGradientWasm.ts'
import { biasGradientWebgpu } from './biasGradient/biasGradientWebgpu.ts'
import { boxIouHost } from './boxIou/boxIouHost.ts'
import { boxIouWebgpu } from './boxIou/boxIouWebgpu.ts'
import { comparisonGradients } from './comparisons/comparisonGradients.ts'
import { convolutionGradient } from './convolution/convolutionGradient.ts'
import { convolutionHost } from './convolution/convolutionHost.ts'
import {
  convolutionFilterGradientWasm,
  convolutionInputGradientWasm,
  convolutionWasm,
} from './convolution/convolutionWasm.ts'
import { convolutionWebgpu } from './convolution/convolutionWebgpu.ts'
import { convolve3x3Wasm } from './convolution/convolve3x3Wasm.ts'
import { depthwise3x3Wasm } from './depthwise/depthwise3x3Wasm.ts'
import { depthwise3x3Webgpu } from './depthwise/depthwise3x3Webgpu.ts'
import { geluGradient } from './gelu/geluGradient.ts'
import { geluHost } from './gelu/geluHost.ts'
import { geluWasm } from './gelu/geluWasm.ts'
import { geluWebgpu } from './gelu/geluWebgpu.ts'
import { layerNormWasm } from './layerNorm/layerNormWasm.ts'
import { layerNormWebgpu } from './layerNorm/layerNormWebgpu.ts'
import { linearWasm } from './linear/linearWasm.ts'
import { linearWebgpu } from './linear/linearWebgpu.ts'
import { batchMatMulOverride, fusedMatMulOverride } from './matMul/matMulWasm.ts'
import { maskPasteHost } from './maskPaste/maskPasteHost.ts'
import { maskPasteWebgpu } from './maskPaste/maskPasteWebgpu.ts'
import { maxPoolGradient } from './maxPool/maxPoolGradient.ts'
import { maxPoolHost } from './maxPool/maxPoolHost.ts'
import { maxPoolGradWasm, maxPoolWasm } from './maxPool/maxPoolWasm.ts'
import { maxPoolGradWebgpu, maxPoolWebgpu } from './maxPool/maxPoolWebgpu.ts'
import { nonMaxSuppressionHost } from './nonMaxSuppression/nonMaxSuppressionHost.ts'
import { nonMaxSuppressionWebgpu } from './nonMaxSuppression/nonMaxSuppressionWebgpu.ts'
import { resizeGradient } from './resize/resizeGradient.ts'
import { resizeHost } from './resize/resizeHost.ts'
import { resizeGradWasm, resizeWasm } from './resize/resizeWasm.ts'
import { resizeGradWebgpu, resizeWebgpu } from './resize/resizeWebgpu.ts'
import { roiAlignGradient } from './roiAlign/roiAlignGradient.ts'
import { roiAlignHost } from './roiAlign/roiAlignHost.ts'
import { roiAlignGradWasm, roiAlignWasm } from './roiAlign/roiAlignWasm.ts'
import { roiAlignGradWebgpu, roiAlignWebgpu } from './roiAlign/roiAlignWebgpu.ts'
import { gatherGradient } from './segmentSum/gatherGradient.ts'
import { gatherOverride } from './segmentSum/gatherWasm.ts'
import { segmentSumHost } from './segmentSum/segmentSumHost.ts'
import { segmentSumWebgpu } from './segmentSum/segmentSumWebgpu.ts'
import { topKGradient } from './topK/topKGradient.ts'
import { shapesKernels } from './shapes/shapesKernels.ts'
import { softmaxGradient } from './softmax/softmaxGradient.ts'
import { softmaxHost } from './softmax/softmaxHost.ts'
import { softmaxWebgpu } from './softmax/softmaxWebgpu.ts'
import { topKHost } from './topK/topKHost.ts'
import { topKWebgpu } from './topK/topKWebgpu.ts'

const KERNELS: readonly KernelConfig[] = [
  attentionWasm,
  attentionWebgpu,
  windowAttentionWasm,
  windowAttentionWebgpu,
  ...activationGradientHost.filter(isNotForWasm),
  activationGradientWasm,
  activationGradientWebgpu,
  ...biasGradientHost.filter(isNotForWasm),
  biasGradientWasm,
  biasGradientWebgpu,
  ...convolutionHost.filter(isNotForWasm),
  convolutionWasm,
  convolutionInputGradientWasm,
  convolutionFilterGradientWasm,
  ...convolutionWebgpu,
  convolve3x3Wasm,
  depthwise3x3Wasm,
  depthwise3x3Webgpu,
  ...geluHost,
  geluWasm,
  geluWebgpu,
  layerNormWasm,
  layerNormWebgpu,
  linearWasm,
  linearWebgpu,
  ...batchNormHost.filter(isNotForWasm),
  ...batchNormWasm,
  channelAffineWebgpu,
  channelMomentsWebgpu,
  channelSumsWebgpu,
  ...boxIouHost,
  boxIouWebgpu,
  ...maskPasteHost,
  maskPasteWebgpu,
  ...maxPoolHost.filter(isNotForWasm),
  maxPoolWasm,
  maxPoolGradWasm,
  maxPoolWebgpu,
  maxPoolGradWebgpu,
  ...nonMaxSuppressionHost,
  nonMaxSuppressionWebgpu,
  ...resizeHost.filter(isNotForWasm),
  resizeWasm,
  resizeGradWasm,
  resizeWebgpu,
  resizeGradWebgpu,
  ...roiAlignHost.filter(isNotForWasm),
  roiAlignWasm,
  roiAlignGradWasm,
  roiAlignWebgpu,
  roiAlignGradWebgpu,
  ...segmentSumHost,
  segmentSumWebgpu,
  ...softmaxHost,
  ...softmaxWebgpu,
  ...topKHost,
  topKWebgpu,
  ...shapesKernels,
]

const GRADIENTS: readonly GradConfig[] = [
  channelAffineGradient,
  ...comparisonGradients,
  convolutionGradient,
  gatherGradient,
  geluGradient,
  maxPoolGradient,
  resizeGradient,
  roiAlignGradient,
  softmaxGradient,
  topKGradient,
  transposedConvolutionGradient,
]

/** Kernels of TensorFlow.js whose common cases have a faster way on WebAssembly. */
const OVERRIDES: readonly WasmOverride[] = [
  batchMatMulOverride,
  fusedMatMulOverride,
  gatherOverride,
]

let areInstalled = false

/** Adds Limn's kernels to TensorFlow.js. Called once by whoever starts the engine; a second call does nothing. */
export function installKernels(): void {
  if (areInstalled) return
  for (const kernel of KERNELS) registerKernel(kernel)
  for (const override of OVERRIDES) overrideWasm(override)
  for (const gradient of GRADIENTS) registerGradient(gradient)
  areInstalled = true
}

function overrideWasm({ kernelName, compute }: WasmOverride): void {
  const stock = getKernel(kernelName, 'wasm')
  unregisterKernel(kernelName, 'wasm')
  registerKernel({
    ...stock,
    kernelFunc: (run) => compute(run) ?? stock.kernelFunc(run),
  })
}

/** Where WebAssembly has a kernel of its own, the host's is not for it. */
function isNotForWasm({ backendName }: KernelConfig): boolean {
  return backendName !== 'wasm'
}
