import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, componentsOf, floatBits, makeZeros, runProgram } from '../webgpu/asWebgpu.ts'
import type { RoiAlignAttributes } from './roiAlign.ts'
import { MOST_SAMPLES } from './roiAxis.ts'

/** Boxes of a word of bits. */
const WORD = 32

/**
 * Bins of boxes, one vector of four channels of one bin an invocation (one channel where they do not divide by four).
 *
 * FLOPs: samples² · 8 a value (four products, four sums), 32 with the ratio 2; about 40 more an invocation for the
 * coordinates. Bytes: 4 · samples² vectors read, one written; neighbours take neighbouring channels of the same bin, so
 * reads are whole cache lines and neighbouring bins find the same cells in the cache. Bound by that cache, not by
 * arithmetic. About 30 registers, no workgroup memory, no barrier: every lane of a laptop GPU's core can be resident.
 * 1000 boxes of 7 x 7 x 256 are 3.1 million invocations (49,000 workgroups).
 */
export const roiAlignWebgpu: KernelConfig = {
  kernelName: 'LimnRoiAlign',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const options = attributesOf('LimnRoiAlign', attrs)
    const features = requireInput(inputs, 'features')
    const rois = requireInput(inputs, 'rois')
    const components = componentsOf(features)
    const type = components === 4 ? 'vec4<f32>' : 'f32'
    const [height, width] = options.outputSize
    const channels = options.featureShape[3]
    const count = rois.shape[0] ?? 0
    const vectors = channels / components
    return runProgram(asWebgpu(backend), {
      key: 'roiAlign',
      outputShape: [count, height, width, channels],
      outputComponents: components,
      inputs: [
        { name: 'features', tensor: features, components },
        { name: 'rois', tensor: rois, components: 1 },
      ],
      integers: integersOf(options, vectors),
      invocations: count * height * width * vectors,
      functions: AXIS_WGSL,
      body: `
        let channel = index % uniforms.vectors;
        let bin = index / uniforms.vectors;
        let across = bin % uniforms.binsAcross;
        let down = (bin / uniforms.binsAcross) % uniforms.binsDown;
        let roi = bin / (uniforms.binsAcross * uniforms.binsDown) * 5;
        let picture = pictureOf(rois[roi]);
        if (picture < 0) { result[index] = ${type}(0.0); return; }
        let columns = axisOf(rois[roi + 1], rois[roi + 3], uniforms.binsAcross);
        let rows = axisOf(rois[roi + 2], rois[roi + 4], uniforms.binsDown);
        var sum = ${type}(0.0);
        for (var i = 0; i < rows.samples; i++) {
          let y = sampleAt(rows, down, i);
          if (!isSampled(y, uniforms.height)) { continue; }
          let insideY = clamp(y, 0.0, f32(uniforms.height - 1));
          let top = i32(floor(insideY));
          let shareY = insideY - f32(top);
          let rowTop = (picture * uniforms.height + top) * uniforms.width;
          let rowBottom = (picture * uniforms.height + min(top + 1, uniforms.height - 1)) * uniforms.width;
          for (var j = 0; j < columns.samples; j++) {
            let x = sampleAt(columns, across, j);
            if (!isSampled(x, uniforms.width)) { continue; }
            let insideX = clamp(x, 0.0, f32(uniforms.width - 1));
            let left = i32(floor(insideX));
            let right = min(left + 1, uniforms.width - 1);
            let shareX = insideX - f32(left);
            let upper = features[(rowTop + left) * uniforms.vectors + channel] * (1.0 - shareX)
              + features[(rowTop + right) * uniforms.vectors + channel] * shareX;
            let lower = features[(rowBottom + left) * uniforms.vectors + channel] * (1.0 - shareX)
              + features[(rowBottom + right) * uniforms.vectors + channel] * shareX;
            sum += upper * (1.0 - shareY) + lower * shareY;
          }
        }
        result[index] = sum / f32(max(rows.samples * columns.samples, 1));`,
    })
  },
}

/**
 * What the features get back: each cell gathers from the bins that touch it, in the order of the boxes, so that sums
 * are the same on every run (adding from the bins would need float atomics, whose order is not).
 *
 * First, which boxes reach which cell: an invocation looks at 32 boxes for one cell (30 FLOP each; 5 values the same for
 * all neighbours: broadcasts from the cache) and writes a word of bits. 512 boxes over 256 x 256 cells are a million
 * invocations, 1 GFLOP and 4 MB. Then each keeps up to four vectors of four channels of a cell and walks through the
 * bits that are set, so that looking is done once a cell and not once for every 16 channels of it; 2 FLOP and 4 bytes a
 * value of the few bins (1 to 9) that overlap the cell. About 50 registers, no workgroup memory, no barrier; the cells
 * alone (a quarter million invocations on 128 x 128 x 256) fill a laptop GPU.
 */
export const roiAlignGradWebgpu: KernelConfig = {
  kernelName: 'LimnRoiAlignGrad',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const options = attributesOf('LimnRoiAlignGrad', attrs)
    const dy = requireInput(inputs, 'dy')
    const rois = requireInput(inputs, 'rois')
    const components = componentsOf(dy)
    const type = components === 4 ? 'vec4<f32>' : 'f32'
    const [batch, height, width, channels] = options.featureShape
    const vectors = channels / components
    const count = rois.shape[0] ?? 0
    if (count === 0) return makeZeros(backend, options.featureShape)
    const words = Math.ceil(count / WORD)
    const cells = batch * height * width
    const reach = runProgram(backend, {
      key: 'roiAlignReach',
      outputShape: [cells, words],
      outputComponents: 1,
      outputType: 'int32',
      inputs: [{ name: 'rois', tensor: rois, components: 1 }],
      integers: { ...integersOf(options, vectors), rois: count, words },
      invocations: cells * words,
      functions: AXIS_WGSL + CELL_WGSL,
      body: `
        let cell = index / uniforms.words;
        let first = (index % uniforms.words) * ${WORD};
        let cellX = cell % uniforms.width;
        let cellY = (cell / uniforms.width) % uniforms.height;
        let picture = cell / (uniforms.width * uniforms.height);
        var bits = 0u;
        for (var roi = first; roi < min(first + ${WORD}, uniforms.rois); roi++) {
          if (pictureOf(rois[roi * 5]) != picture) { continue; }
          let rows = axisOf(rois[roi * 5 + 2], rois[roi * 5 + 4], uniforms.binsDown);
          let down = binsNear(rows, cellY, uniforms.binsDown);
          if (down.x > down.y) { continue; }
          let columns = axisOf(rois[roi * 5 + 1], rois[roi * 5 + 3], uniforms.binsAcross);
          let across = binsNear(columns, cellX, uniforms.binsAcross);
          if (across.x > across.y) { continue; }
          bits |= 1u << u32(roi - first);
        }
        result[index] = bitcast<i32>(bits);`,
    })
    const parts = vectors % 4 === 0 ? 4 : 1
    const eachPart = (line: (part: number) => string): string =>
      Array.from({ length: parts }, (_, part) => line(part)).join('\n')
    const dx = runProgram(backend, {
      key: `roiAlignGrad_${parts}`,
      outputShape: options.featureShape,
      outputComponents: components,
      inputs: [
        { name: 'dy', tensor: dy, components },
        { name: 'rois', tensor: rois, components: 1 },
        { name: 'reach', tensor: reach, components: 1 },
      ],
      integers: { ...integersOf(options, vectors), words },
      invocations: cells * (vectors / parts),
      functions: AXIS_WGSL + CELL_WGSL,
      body: `
        let groups = uniforms.vectors / ${parts};
        let group = index % groups;
        let cell = index / groups;
        let cellX = cell % uniforms.width;
        let cellY = (cell / uniforms.width) % uniforms.height;
        ${eachPart((part) => `var sum${part} = ${type}(0.0);`)}
        for (var word = 0; word < uniforms.words; word++) {
          var bits = bitcast<u32>(reach[cell * uniforms.words + word]);
          while (bits != 0u) {
            let roi = word * ${WORD} + i32(countTrailingZeros(bits));
            bits &= bits - 1u;
            let rows = axisOf(rois[roi * 5 + 2], rois[roi * 5 + 4], uniforms.binsDown);
            let down = binsNear(rows, cellY, uniforms.binsDown);
            let columns = axisOf(rois[roi * 5 + 1], rois[roi * 5 + 3], uniforms.binsAcross);
            let across = binsNear(columns, cellX, uniforms.binsAcross);
            let share = 1.0 / f32(max(rows.samples * columns.samples, 1));
            for (var i = down.x; i <= down.y; i++) {
              let rowWeight = binWeight(rows, i, cellY, uniforms.height) * share;
              if (rowWeight == 0.0) { continue; }
              for (var j = across.x; j <= across.y; j++) {
                let weight = rowWeight * binWeight(columns, j, cellX, uniforms.width);
                if (weight == 0.0) { continue; }
                let bin = (roi * uniforms.binsDown + i) * uniforms.binsAcross + j;
                let at = bin * uniforms.vectors + group * ${parts};
                ${eachPart((part) => `sum${part} += weight * dy[at + ${part}];`)}
              }
            }
          }
        }
        ${eachPart((part) => `result[index * ${parts} + ${part}] = sum${part};`)}`,
    })
    backend.disposeData(reach.dataId)
    return dx
  },
}

function integersOf(options: RoiAlignAttributes, vectors: number): Record<string, number> {
  const [batch, height, width] = options.featureShape
  return {
    vectors,
    pictures: batch,
    height,
    width,
    binsDown: options.outputSize[0],
    binsAcross: options.outputSize[1],
    scale: floatBits(options.spatialScale),
    ratio: options.samplingRatio,
    aligned: Number(options.aligned),
  }
}

/** How a box samples an axis, as roiAxis.ts has it. */
const AXIS_WGSL = `
  struct Axis { start : f32, bin : f32, samples : i32 }

  fn pictureOf(value : f32) -> i32 {
    if (value >= 0.0 && value < f32(uniforms.pictures)) { return i32(value); }
    return -1;
  }

  fn axisOf(low : f32, high : f32, bins : i32) -> Axis {
    let scale = bitcast<f32>(uniforms.scale);
    let offset = select(0.0, 0.5, uniforms.aligned == 1);
    let start = low * scale - offset;
    let span = (high * scale - offset) - start;
    let extent = select(max(span, 1.0), span, uniforms.aligned == 1);
    let bin = extent / f32(bins);
    var samples = uniforms.ratio;
    if (samples <= 0) {
      samples = i32(ceil(clamp(bin, -1.0, ${MOST_SAMPLES}.0)));
      // WGSL's division may be a little off, and a bin of two cells must not get three samples.
      if (f32((samples - 1) * bins) >= extent) { samples -= 1; }
    }
    return Axis(start, bin, min(samples, ${MOST_SAMPLES}));
  }

  fn sampleAt(axis : Axis, bin : i32, place : i32) -> f32 {
    return axis.start + f32(bin) * axis.bin + (f32(place) + 0.5) * axis.bin / f32(axis.samples);
  }

  fn isSampled(at : f32, cells : i32) -> bool {
    return at >= -1.0 && at <= f32(cells);
  }`

const CELL_WGSL = `
  // The bins, first and last, that may have samples within a cell of this one.
  fn binsNear(axis : Axis, cell : i32, bins : i32) -> vec2<i32> {
    if (axis.samples <= 0) { return vec2<i32>(0, -1); }
    // Boxes without extent, or turned inside out, put their bins anywhere.
    if (axis.bin < 1e-4) { return vec2<i32>(0, bins - 1); }
    let low = (f32(cell) - 1.0 - axis.start) / axis.bin;
    let high = (f32(cell) + 1.0 - axis.start) / axis.bin;
    // A hundredth of a bin covers what rounding may shift.
    return vec2<i32>(
      i32(clamp(floor(low - 0.01), 0.0, f32(bins))),
      i32(clamp(floor(high + 0.01), -1.0, f32(bins - 1))));
  }

  // What the samples of a bin take from the cell along one axis.
  fn binWeight(axis : Axis, bin : i32, cell : i32, cells : i32) -> f32 {
    var weight = 0.0;
    for (var i = 0; i < axis.samples; i++) {
      let at = sampleAt(axis, bin, i);
      if (isSampled(at, cells)) {
        weight += max(1.0 - abs(clamp(at, 0.0, f32(cells - 1)) - f32(cell)), 0.0);
      }
    }
    return weight;
  }`
