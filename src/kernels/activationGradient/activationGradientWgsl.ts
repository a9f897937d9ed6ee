import type { Activation } from '../activation.ts'
import { activationWgsl } from '../webgpu/activationWgsl.ts'

/** `activateBack(dy, y) -> vec4`: what the activation sends back; `y` is its answer, for GELU its argument. */
export function activationGradientWgsl(activation: Activation): string {
  const head = 'fn activateBack(dy : vec4<f32>, y : vec4<f32>) -> vec4<f32> {'
  const none = 'vec4<f32>(0.0)'
  switch (activation) {
    case 'none':
      return `${head} return dy; }`
    case 'relu':
      return `${head} return select(${none}, dy, y > ${none}); }`
    case 'relu6':
      return `${head} return select(${none}, dy, (y > ${none}) & (y < vec4<f32>(6.0))); }`
    case 'gelu':
      // gelu(y) = y Phi(y), so its slope is Phi(y) + y phi(y); Phi is at hand as gelu(y) / y but for y = 0.
      return `
        ${activationWgsl('gelu')}
        ${head}
          let size = max(abs(y), vec4<f32>(1e-6));
          let ratio = activate(size) / size;
          let cumulated = select(ratio, 1.0 - ratio, y < ${none});
          return dy * (cumulated + y * 0.3989422804014327 * exp(-0.5 * y * y));
        }`
  }
}
