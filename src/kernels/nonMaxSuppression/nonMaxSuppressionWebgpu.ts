import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'
import { OVERLAP_WGSL } from '../boxIou/overlapWgsl.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, floatBits, runProgram, type WebgpuInput } from '../webgpu/asWebgpu.ts'
import { KEY_WGSL } from './keyWgsl.ts'
import { roundDown, thresholdKey } from './scoreKey.ts'

/** The bits of 32768² pairs are 128 MiB, what every WebGPU device binds, and one box a bit they are 4 KiB of workgroup memory. */
const MOST_BOXES = 32768

const WORD = 32

/** Lanes of the scan: one workgroup of `runProgram`. */
const LANES = 64

/**
 * Suppression in three passes with nothing read back: ranks, bits of who overlaps whom, and a scan that keeps.
 *
 * Ranks: each box counts the better ones, n² comparisons and n² reads of the same scores by all neighbours (a broadcast
 * from the cache); 10⁶ for 1000 boxes, exact and stable where a sort would take log² n passes.
 * Bits: a word of 32 pairs an invocation, 32 · 15 FLOP, 512 bytes of boxes from the cache and 4 written; n² / 32
 * invocations (31,250 for 1000 boxes, enough for a laptop GPU), 20 registers.
 * Scan: greedy choice is sequential, so one workgroup of 64 walks through words of 32 boxes. A lane decides the 32 from
 * their bits among themselves, held in workgroup memory (32 steps of 3 operations), then all lanes take what the kept
 * ones suppress, one word a lane. Three barriers a word, 32 words for 1000 boxes: microseconds on one core of a GPU,
 * against a readback's milliseconds. 4.2 KiB of workgroup memory; occupancy does not matter to a single workgroup.
 */
export const nonMaxSuppressionWebgpu: KernelConfig = {
  kernelName: 'LimnNonMaxSuppression',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const { iouThreshold, scoreThreshold, maxOutputSize } = attributesOf(
      'LimnNonMaxSuppression',
      attrs,
    )
    const boxes: WebgpuInput = {
      name: 'boxes',
      tensor: requireInput(inputs, 'boxes'),
      components: 4,
    }
    const scores: WebgpuInput = {
      name: 'scores',
      tensor: requireInput(inputs, 'scores'),
      components: 1,
    }
    const count = scores.tensor.shape[0] ?? 0
    if (count === 0) {
      const nothing = new Int32Array(1 + maxOutputSize).fill(-1)
      nothing[0] = 0
      return backend.makeTensorInfo([1 + maxOutputSize], 'int32', nothing)
    }
    if (count > MOST_BOXES) {
      fail(
        'bad-request',
        `Suppression was given ${count} boxes, and the graphics device compares at most ${MOST_BOXES}.`,
        'Keep the best of them first.',
      )
    }
    const words = Math.ceil(count / WORD)
    const order: TensorInfo = runProgram(backend, {
      key: 'nonMaxSuppressionRanks',
      outputShape: [count],
      outputComponents: 1,
      outputType: 'int32',
      inputs: [scores],
      integers: {},
      invocations: count,
      functions: KEY_WGSL,
      body: RANK_BODY,
    })
    const ordered: WebgpuInput = { name: 'order', tensor: order, components: 1 }
    const classes: WebgpuInput[] =
      inputs['classes'] === undefined
        ? []
        : [{ name: 'classes', tensor: inputs['classes'], components: 1 }]
    const overlaps = runProgram(backend, {
      key: `nonMaxSuppressionBits_${classes.length}`,
      outputShape: [count, words],
      outputComponents: 1,
      outputType: 'int32',
      inputs: [boxes, scores, ordered, ...classes],
      integers: {
        words,
        overlap: floatBits(roundDown(iouThreshold)),
        lowest: thresholdKey(scoreThreshold),
      },
      invocations: count * words,
      functions: OVERLAP_WGSL + KEY_WGSL,
      body: bitsBody(classes.length > 0),
    })
    const kept = runProgram(backend, {
      key: 'nonMaxSuppressionScan',
      outputShape: [1 + maxOutputSize],
      outputComponents: 1,
      outputType: 'int32',
      inputs: [{ name: 'overlaps', tensor: overlaps, components: 1 }, ordered],
      integers: { count, words, limit: maxOutputSize },
      invocations: LANES,
      usesBarriers: true,
      functions: `
        var<workgroup> dropped : array<u32, ${MOST_BOXES / WORD}>;
        var<workgroup> among : array<u32, ${WORD}>;
        var<workgroup> keptWord : u32;
        var<workgroup> keptCount : i32;`,
      body: SCAN_BODY,
    })
    backend.disposeData(order.dataId)
    backend.disposeData(overlaps.dataId)
    return kept
  },
}

const RANK_BODY = `
  let key = keyOf(scores[index]);
  var rank = 0;
  for (var other = 0; other < uniforms.invocations; other++) {
    let otherKey = keyOf(scores[other]);
    rank += select(0, 1, otherKey > key || (otherKey == key && other < index));
  }
  result[rank] = index;`

/** Bits of the later boxes that each box drops; its own bit where it takes no part. */
function bitsBody(hasClasses: boolean): string {
  return `
    let row = index / uniforms.words;
    let start = (index % uniforms.words) * ${WORD};
    let own = order[row];
    let box = boxes[own];
    let area = areaOf(box);
    let threshold = bitcast<f32>(uniforms.overlap);
    let end = min(start + ${WORD}, uniforms.invocations / uniforms.words);
    var bits = 0u;
    for (var column = max(start, row + 1); column < end; column++) {
      let other = order[column];
      ${hasClasses ? 'if (classes[other] != classes[own]) { continue; }' : ''}
      let otherBox = boxes[other];
      let overlap = intersectionOf(box, otherBox);
      // A product, which WGSL rounds correctly, where its quotient may be a little off.
      let isDropped = overlap > threshold * (area + areaOf(otherBox) - overlap);
      bits |= select(0u, 1u, isDropped) << u32(column - start);
    }
    if (row >= start && row < end && keyOf(scores[own]) <= uniforms.lowest) {
      bits |= 1u << u32(row - start);
    }
    result[index] = bitcast<i32>(bits);`
}

const SCAN_BODY = `
  let lane = i32(localIndex);
  for (var word = 0; word < uniforms.words; word++) {
    let start = word * ${WORD};
    let here = min(${WORD}, uniforms.count - start);
    if (lane < here) {
      among[lane] = bitcast<u32>(overlaps[(start + lane) * uniforms.words + word]);
    }
    workgroupBarrier();
    if (lane == 0) {
      var gone = dropped[word];
      var kept = 0u;
      for (var i = 0; i < here; i++) {
        let bit = 1u << u32(i);
        if (((gone | among[i]) & bit) == 0u && keptCount < uniforms.limit) {
          kept |= bit;
          gone |= among[i];
          keptCount++;
          result[keptCount] = order[start + i];
        }
      }
      keptWord = kept;
    }
    // Waits for the lane, too.
    if (workgroupUniformLoad(&keptCount) >= uniforms.limit) { break; }
    for (var later = word + 1 + lane; later < uniforms.words; later += ${LANES}) {
      var gone = dropped[later];
      for (var i = 0; i < here; i++) {
        if (((keptWord >> u32(i)) & 1u) == 1u) {
          gone |= bitcast<u32>(overlaps[(start + i) * uniforms.words + later]);
        }
      }
      dropped[later] = gone;
    }
    workgroupBarrier();
  }
  let total = workgroupUniformLoad(&keptCount);
  for (var slot = total + 1 + lane; slot <= uniforms.limit; slot += ${LANES}) { result[slot] = -1; }
  if (lane == 0) { result[0] = total; }`
