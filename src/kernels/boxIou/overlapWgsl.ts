/** WGSL of overlap.ts, for boxes of x1, y1, x2, y2. */
export const OVERLAP_WGSL = `
  fn areaOf(box : vec4<f32>) -> f32 {
    return (box.z - box.x) * (box.w - box.y);
  }

  fn intersectionOf(a : vec4<f32>, b : vec4<f32>) -> f32 {
    let sides = max(min(a.zw, b.zw) - max(a.xy, b.xy), vec2<f32>(0.0));
    return sides.x * sides.y;
  }`
