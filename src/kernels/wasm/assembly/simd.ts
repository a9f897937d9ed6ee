/** a * b + c, in one instruction where the build allows relaxed SIMD. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c)
  return f32x4.add(f32x4.mul(a, b), c)
}

// @ts-ignore: decorator
@inline
export function sumLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  )
}

// @ts-ignore: decorator
@inline
export function maxLane(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  )
}

/**
 * erf(x / sqrt 2) as the ratio of two odd and even polynomials on [-4, 4], beyond which it is 1 to float32 (coefficients
 * of Eigen's and XLA's `erf`); its error is below 4e-7.
 */
// @ts-ignore: decorator
@inline
function erf4(x: v128): v128 {
  const t = f32x4.min(
    f32x4.max(f32x4.mul(x, f32x4.splat(0.7071067811865476)), f32x4.splat(-4)),
    f32x4.splat(4),
  )
  const s = f32x4.mul(t, t)
  let p = f32x4.splat(-2.72614225801306e-10)
  p = multiplyAdd(p, s, f32x4.splat(2.77068142495902e-8))
  p = multiplyAdd(p, s, f32x4.splat(-2.10102402082508e-6))
  p = multiplyAdd(p, s, f32x4.splat(-5.69250639462346e-5))
  p = multiplyAdd(p, s, f32x4.splat(-7.34990630326855e-4))
  p = multiplyAdd(p, s, f32x4.splat(-2.9545998085402e-3))
  p = multiplyAdd(p, s, f32x4.splat(-1.60960333262415e-2))
  let q = f32x4.splat(-1.45660718464996e-5)
  q = multiplyAdd(q, s, f32x4.splat(-2.13374055278905e-4))
  q = multiplyAdd(q, s, f32x4.splat(-1.68282697438203e-3))
  q = multiplyAdd(q, s, f32x4.splat(-7.37332916720468e-3))
  q = multiplyAdd(q, s, f32x4.splat(-1.42647390514189e-2))
  return f32x4.div(f32x4.mul(t, p), q)
}

/** x/2 (1 + erf(x / sqrt 2)). */
// @ts-ignore: decorator
@inline
export function gelu4(x: v128): v128 {
  const half = f32x4.mul(x, f32x4.splat(0.5))
  return multiplyAdd(half, erf4(x), half)
}

/** The slope of GELU: the normal distribution, and x times its density. */
// @ts-ignore: decorator
@inline
function geluSlope4(x: v128): v128 {
  const share = multiplyAdd(erf4(x), f32x4.splat(0.5), f32x4.splat(0.5))
  const power = exp4(f32x4.mul(f32x4.mul(x, x), f32x4.splat(-0.5)))
  return multiplyAdd(f32x4.mul(x, f32x4.splat(0.3989422804014327)), power, share)
}

/** What an activation makes of `dy`, known from its answer, for GELU from what it was given. */
// @ts-ignore: decorator
@inline
export function activationGradient4(dy: v128, y: v128, activation: i32): v128 {
  if (activation == 2) return f32x4.mul(dy, geluSlope4(y))
  let isOpen = f32x4.gt(y, f32x4.splat(0))
  if (activation == 3) isOpen = v128.and(isOpen, f32x4.lt(y, f32x4.splat(6)))
  return v128.and(dy, isOpen)
}

/** e^x for x <= 0, below -87 as good as 0. Cephes' `expf`: 2^n times a polynomial of the rest. */
// @ts-ignore: decorator
@inline
export function exp4(x: v128): v128 {
  const t = f32x4.max(x, f32x4.splat(-87))
  const n = f32x4.nearest(f32x4.mul(t, f32x4.splat(1.44269504)))
  let r = f32x4.sub(t, f32x4.mul(n, f32x4.splat(0.693359375)))
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.1219444e-4)))
  let p = f32x4.splat(1.98756915e-4)
  p = multiplyAdd(p, r, f32x4.splat(1.3981999507e-3))
  p = multiplyAdd(p, r, f32x4.splat(8.3334519073e-3))
  p = multiplyAdd(p, r, f32x4.splat(4.1665795894e-2))
  p = multiplyAdd(p, r, f32x4.splat(1.6666665459e-1))
  p = multiplyAdd(p, r, f32x4.splat(5.0000001201e-1))
  p = multiplyAdd(p, f32x4.mul(r, r), f32x4.add(r, f32x4.splat(1)))
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23)
  return f32x4.mul(p, exponent)
}

/** Activations, numbered as src/kernels/wasm/kernelModule.ts does. */
// @ts-ignore: decorator
@inline
export function activate4(x: v128, activation: i32): v128 {
  if (activation == 1) return f32x4.max(x, f32x4.splat(0))
  if (activation == 2) return gelu4(x)
  if (activation == 3) return f32x4.min(f32x4.max(x, f32x4.splat(0)), f32x4.splat(6))
  return x
}
