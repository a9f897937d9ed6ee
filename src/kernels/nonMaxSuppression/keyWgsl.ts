import { LOWEST_KEY } from './scoreKey.ts'

/** `keyOf(f32) -> i32`, as scoreKey.ts has it. */
export const KEY_WGSL = `
  fn keyOf(score : f32) -> i32 {
    let pattern = bitcast<i32>(score);
    let magnitude = pattern & 0x7fffffff;
    if (magnitude > 0x7f800000) { return ${LOWEST_KEY + 1} - 1; }
    if (magnitude == 0) { return 0; }
    return select(pattern, pattern ^ 0x7fffffff, pattern < 0);
  }`
