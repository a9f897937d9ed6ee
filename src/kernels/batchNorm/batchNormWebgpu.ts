import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs-core'
import { requireInput } from '../wasm/wasmTensors.ts'
import {
  asWebgpu,
  componentsOf,
  makeZeros,
  runProgram,
  sizeOf,
  type WebgpuInput,
} from '../webgpu/asWebgpu.ts'

/** Parts that rows are divided into: their sums are then added in order, so that every run adds alike. */
const MOST_PARTS = 256
const LEAST_ROWS = 16

/**
 * Mean and variance of each channel in two passes. First each invocation takes four channels of a part of the rows (at
 * most 256 parts): a loop for the mean and one for the squares around it, whose reads come from the cache; 4 FLOP a
 * value, read once from memory. Then one invocation a channel joins the parts (Chan et al., "Updating formulae",
 * 1979), 8 FLOP a part. Neighbours take neighbouring channels. 64 channels x 256 parts are 4096 invocations: few for a
 * large GPU, but each streams. A dozen registers, no workgroup memory, no atomics.
 */
export const channelMomentsWebgpu: KernelConfig = {
  kernelName: 'LimnChannelMoments',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const x = requireInput(inputs, 'x')
    const { channels, components, type, rows, parts, share, vectors } = divide(x)
    const halves = runProgram(backend, {
      key: 'channelMoments',
      outputShape: [parts, 2, channels],
      outputComponents: components,
      inputs: [{ name: 'x', tensor: x, components }],
      integers: { vectors, rows, share },
      invocations: parts * vectors,
      body: `
        let channel = index % uniforms.vectors;
        let part = index / uniforms.vectors;
        let first = part * uniforms.share;
        let last = min(first + uniforms.share, uniforms.rows);
        var sum = ${type}(0.0);
        for (var row = first; row < last; row++) { sum += x[row * uniforms.vectors + channel]; }
        let mean = sum / f32(last - first);
        var squares = ${type}(0.0);
        for (var row = first; row < last; row++) {
          let centred = x[row * uniforms.vectors + channel] - mean;
          squares += centred * centred;
        }
        result[part * 2 * uniforms.vectors + channel] = mean;
        result[(part * 2 + 1) * uniforms.vectors + channel] = squares;`,
    })
    const moments = runProgram(backend, {
      key: 'channelMomentsJoin',
      outputShape: [2, channels],
      outputComponents: 1,
      inputs: [{ name: 'halves', tensor: halves, components: 1 }],
      integers: { channels, rows, share, parts },
      invocations: channels,
      body: `
        var mean = halves[index];
        var squares = halves[uniforms.channels + index];
        var count = f32(min(uniforms.share, uniforms.rows));
        for (var part = 1; part < uniforms.parts; part++) {
          let more = f32(min(uniforms.share, uniforms.rows - part * uniforms.share));
          let apart = halves[part * 2 * uniforms.channels + index] - mean;
          let all = count + more;
          mean += apart * more / all;
          squares += halves[(part * 2 + 1) * uniforms.channels + index] + apart * apart * count * more / all;
          count = all;
        }
        result[index] = mean;
        result[uniforms.channels + index] = squares / count;`,
    })
    backend.disposeData(halves.dataId)
    return moments
  },
}

/** Sums of dy and dy (x - mean), in parts as the moments are: 4 FLOP and 8 bytes a value, each read once. */
export const channelSumsWebgpu: KernelConfig = {
  kernelName: 'LimnChannelSums',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend: anyBackend }) => {
    const backend = asWebgpu(anyBackend)
    const x = requireInput(inputs, 'x')
    const { channels, components, type, rows, parts, share, vectors } = divide(x)
    if (rows === 0) return makeZeros(backend, [2, channels])
    const partial = runProgram(backend, {
      key: 'channelSums',
      outputShape: [parts, 2, channels],
      outputComponents: components,
      inputs: [
        { name: 'dy', tensor: requireInput(inputs, 'dy'), components },
        { name: 'x', tensor: x, components },
        { name: 'mean', tensor: requireInput(inputs, 'mean'), components },
      ],
      integers: { vectors, rows, share },
      invocations: parts * vectors,
      body: `
        let channel = index % uniforms.vectors;
        let part = index / uniforms.vectors;
        let first = part * uniforms.share;
        let last = min(first + uniforms.share, uniforms.rows);
        var sum = ${type}(0.0);
        var products = ${type}(0.0);
        for (var row = first; row < last; row++) {
          let value = dy[row * uniforms.vectors + channel];
          sum += value;
          products += value * (x[row * uniforms.vectors + channel] - mean[channel]);
        }
        result[part * 2 * uniforms.vectors + channel] = sum;
        result[(part * 2 + 1) * uniforms.vectors + channel] = products;`,
    })
    const sums = addParts(backend, partial, parts, channels)
    backend.disposeData(partial.dataId)
    return sums
  },
}

function addParts(
  backend: WebGPUBackend,
  partial: TensorInfo,
  parts: number,
  channels: number,
): TensorInfo {
  return runProgram(backend, {
    key: 'channelSumsJoin',
    outputShape: [2, channels],
    outputComponents: 1,
    inputs: [{ name: 'partial', tensor: partial, components: 1 }],
    integers: { columns: 2 * channels, parts },
    invocations: 2 * channels,
    body: `
      var sum = 0.0;
      for (var part = 0; part < uniforms.parts; part++) { sum += partial[part * uniforms.columns + index]; }
      result[index] = sum;`,
  })
}

/** One vector of four channels an invocation: 2 to 4 FLOP and 8 to 12 bytes a value, so memory bounds it. */
export const channelAffineWebgpu: KernelConfig = {
  kernelName: 'LimnChannelAffine',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend }) => {
    const x = requireInput(inputs, 'x')
    const components = componentsOf(x)
    const optional = ['mean', 'shift', 'dy', 'gain'].flatMap((name): WebgpuInput[] => {
      const tensor: TensorInfo | undefined = inputs[name]
      return tensor === undefined ? [] : [{ name, tensor, components }]
    })
    const has = (name: string): boolean => optional.some((input) => input.name === name)
    return runProgram(asWebgpu(backend), {
      key: `channelAffine_${optional.map(({ name }) => name).join('_')}`,
      outputShape: x.shape,
      outputComponents: components,
      inputs: [
        { name: 'x', tensor: x, components },
        { name: 'slope', tensor: requireInput(inputs, 'slope'), components },
        ...optional,
      ],
      integers: { vectors: (x.shape.at(-1) ?? 1) / components },
      invocations: sizeOf(x) / components,
      body: `
        let channel = index % uniforms.vectors;
        result[index] = (x[index] ${has('mean') ? '- mean[channel]' : ''}) * slope[channel]
          ${has('shift') ? '+ shift[channel]' : ''} ${has('dy') ? '+ dy[index] * gain[channel]' : ''};`,
    })
  },
}

function divide(x: TensorInfo): {
  channels: number
  components: 1 | 4
  type: string
  rows: number
  parts: number
  share: number
  vectors: number
} {
  const channels = x.shape.at(-1) ?? 1
  const components = componentsOf(x)
  const rows = sizeOf(x) / channels
  const share = Math.max(Math.ceil(rows / MOST_PARTS), LEAST_ROWS)
  return {
    channels,
    components,
    type: components === 4 ? 'vec4<f32>' : 'f32',
    rows,
    parts: Math.ceil(rows / share),
    share,
    vectors: channels / components,
  }
}
