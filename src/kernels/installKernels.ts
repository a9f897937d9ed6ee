import {
  registerGradient,
  registerKernel,
  type GradConfig,
  type KernelConfig,
} from '@tensorflow/tfjs-core'
import { activationGradientHost } from './activationGradient/activationGradientHost.ts'
import { activationGradientWebgpu } from './activationGradient/activationGradientWebgpu.ts'
import { attentionWasm } from './attention/attentionWasm.ts'
import { attentionWebgpu } from './attention/attentionWebgpu.ts'
import { windowAttentionWasm } from './attention/windowAttentionWasm.ts'
import { windowAttentionWebgpu } from './attention/windowAttentionWebgpu.ts'
import { biasGradientHost } from './biasGradient/biasGradientHost.ts'
import { biasGradientWebgpu } from './biasGradient/biasGradientWebgpu.ts'
import { boxIouHost } from './boxIou/boxIouHost.ts'
import { boxIouWebgpu } from './boxIou/boxIouWebgpu.ts'
import { convolutionGradient } from './convolution/convolutionGradient.ts'
import { convolutionHost } from './convolution/convolutionHost.ts'
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
import { nonMaxSuppressionHost } from './nonMaxSuppression/nonMaxSuppressionHost.ts'
import { nonMaxSuppressionWebgpu } from './nonMaxSuppression/nonMaxSuppressionWebgpu.ts'
import { roiAlignGradient } from './roiAlign/roiAlignGradient.ts'
import { roiAlignHost } from './roiAlign/roiAlignHost.ts'
import { roiAlignGradWebgpu, roiAlignWebgpu } from './roiAlign/roiAlignWebgpu.ts'

const KERNELS: readonly KernelConfig[] = [
  attentionWasm,
  attentionWebgpu,
  windowAttentionWasm,
  windowAttentionWebgpu,
  ...activationGradientHost,
  activationGradientWebgpu,
  ...biasGradientHost,
  biasGradientWebgpu,
  ...convolutionHost,
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
  ...boxIouHost,
  boxIouWebgpu,
  ...nonMaxSuppressionHost,
  nonMaxSuppressionWebgpu,
  ...roiAlignHost,
  roiAlignWebgpu,
  roiAlignGradWebgpu,
]

const GRADIENTS: readonly GradConfig[] = [convolutionGradient, geluGradient, roiAlignGradient]

let areInstalled = false

/** Adds Limn's kernels to TensorFlow.js. Called once by whoever starts the engine; a second call does nothing. */
export function installKernels(): void {
  if (areInstalled) return
  for (const kernel of KERNELS) registerKernel(kernel)
  for (const gradient of GRADIENTS) registerGradient(gradient)
  areInstalled = true
}
