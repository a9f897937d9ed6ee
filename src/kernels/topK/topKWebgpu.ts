import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { KEY_WGSL } from '../nonMaxSuppression/keyWgsl.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, runProgram } from '../webgpu/asWebgpu.ts'

/** Lanes of a workgroup of `runProgram`; one works on each row. */
const LANES = 64
const DIGITS = 256

/**
 * Selection, then order. First a workgroup of 64 lanes a row finds the key of the kth greatest by its digits, eight
 * bits at a time: four passes that count digits in workgroup memory (integer atomics, whose order does not matter), and
 * one more that writes the places above it, and the first equal ones, in order. So each row is read six times: 200,000
 * anchors are 4.8 MB from the cache and 20,000 steps a lane, about a millisecond on one core of a laptop GPU, where a
 * sort would take 171 passes. 1.5 KiB of workgroup memory, 20 registers. Then each of the k counts the better ones, k²
 * comparisons, and takes its place.
 */
export const topKWebgpu: KernelConfig = {
  kernelName: 'LimnTopK',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const { k } = attributesOf('LimnTopK', attrs)
    const x = requireInput(inputs, 'x')
    const [rows = 0, columns = 0] = x.shape
    const values = { name: 'x', tensor: x, components: 1 } as const
    const selected = runProgram(backend, {
      key: 'topKSelect',
      outputShape: [rows, k],
      outputComponents: 1,
      outputType: 'int32',
      inputs: [values],
      integers: { columns, k },
      invocations: rows * LANES,
      usesBarriers: true,
      functions: `
        ${KEY_WGSL}
        var<workgroup> digits : array<atomic<u32>, ${DIGITS}>;
        var<workgroup> threshold : u32;
        var<workgroup> remaining : u32;
        var<workgroup> greater : array<u32, ${LANES}>;
        var<workgroup> equal : array<u32, ${LANES}>;

        // As a number without sign that orders alike.
        fn orderOf(value : f32) -> u32 { return bitcast<u32>(keyOf(value)) ^ 0x80000000u; }`,
      body: SELECT_BODY,
    })
    const ordered = runProgram(backend, {
      key: 'topKOrder',
      outputShape: [rows, k],
      outputComponents: 1,
      outputType: 'int32',
      inputs: [values, { name: 'selected', tensor: selected, components: 1 }],
      integers: { columns, k },
      invocations: rows * k,
      functions: KEY_WGSL,
      body: `
        let row = index / uniforms.k;
        let start = row * uniforms.k;
        let own = keyOf(x[row * uniforms.columns + selected[index]]);
        var rank = start;
        for (var other = start; other < start + uniforms.k; other++) {
          let key = keyOf(x[row * uniforms.columns + selected[other]]);
          rank += select(0, 1, key > own || (key == own && other < index));
        }
        result[rank] = selected[index];`,
    })
    backend.disposeData(selected.dataId)
    return ordered
  },
}

const SELECT_BODY = `
  let lane = i32(localIndex);
  let row = index / ${LANES};
  let start = row * uniforms.columns;
  if (lane == 0) { remaining = u32(uniforms.k); }
  for (var shift = 24; shift >= 0; shift -= 8) {
    for (var digit = lane; digit < ${DIGITS}; digit += ${LANES}) { atomicStore(&digits[digit], 0u); }
    workgroupBarrier();
    let known = threshold;
    for (var i = lane; i < uniforms.columns; i += ${LANES}) {
      let order = orderOf(x[start + i]);
      // Shifting by 32 bits in one go is not defined.
      if (((order ^ known) >> u32(shift)) >> 8u == 0u) {
        atomicAdd(&digits[(order >> u32(shift)) & 255u], 1u);
      }
    }
    workgroupBarrier();
    if (lane == 0) {
      var digit = 255;
      loop {
        let count = atomicLoad(&digits[digit]);
        if (count >= remaining || digit == 0) { break; }
        remaining -= count;
        digit--;
      }
      threshold = known | (u32(digit) << u32(shift));
    }
    workgroupBarrier();
  }
  let limit = threshold;
  let takes = remaining;
  let share = (uniforms.columns + ${LANES - 1}) / ${LANES};
  let first = min(lane * share, uniforms.columns);
  let last = min(first + share, uniforms.columns);
  var above = 0u;
  var same = 0u;
  for (var i = first; i < last; i++) {
    let order = orderOf(x[start + i]);
    above += select(0u, 1u, order > limit);
    same += select(0u, 1u, order == limit);
  }
  greater[lane] = above;
  equal[lane] = same;
  workgroupBarrier();
  var place = 0u;
  var sameBefore = 0u;
  for (var before = 0; before < lane; before++) {
    place += greater[before];
    sameBefore += equal[before];
  }
  place += min(sameBefore, takes);
  for (var i = first; i < last; i++) {
    let order = orderOf(x[start + i]);
    let isTaken = order > limit || (order == limit && sameBefore < takes);
    if (order == limit) { sameBefore++; }
    if (isTaken) {
      result[row * uniforms.k + i32(place)] = i;
      place++;
    }
  }`
