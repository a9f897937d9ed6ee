import type { Activation } from '../activation.ts'

/**
 * `activate(vec4) -> vec4`. GELU's erf is the ratio of polynomials that the WebAssembly kernels use (coefficients of
 * Eigen's and XLA's `erf`, error below 4e-7), at about 30 operations a value.
 */
export function activationWgsl(activation: Activation): string {
  switch (activation) {
    case 'none':
      return 'fn activate(x : vec4<f32>) -> vec4<f32> { return x; }'
    case 'relu':
      return 'fn activate(x : vec4<f32>) -> vec4<f32> { return max(x, vec4<f32>(0.0)); }'
    case 'relu6':
      return 'fn activate(x : vec4<f32>) -> vec4<f32> { return clamp(x, vec4<f32>(0.0), vec4<f32>(6.0)); }'
    case 'gelu':
      return `
        fn activate(x : vec4<f32>) -> vec4<f32> {
          let t = clamp(x * 0.7071067811865476, vec4<f32>(-4.0), vec4<f32>(4.0));
          let s = t * t;
          var p = vec4<f32>(-2.72614225801306e-10);
          p = p * s + 2.77068142495902e-8;
          p = p * s - 2.10102402082508e-6;
          p = p * s - 5.69250639462346e-5;
          p = p * s - 7.34990630326855e-4;
          p = p * s - 2.9545998085402e-3;
          p = p * s - 1.60960333262415e-2;
          var q = vec4<f32>(-1.45660718464996e-5);
          q = q * s - 2.13374055278905e-4;
          q = q * s - 1.68282697438203e-3;
          q = q * s - 7.37332916720468e-3;
          q = q * s - 1.42647390514189e-2;
          let half = 0.5 * x;
          return half * (t * p / q) + half;
        }`
  }
}
