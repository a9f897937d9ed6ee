import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Activation } from '../../activation.ts'
import { activationWgsl } from '../../webgpu/activationWgsl.ts'
import { runProgram, type WebgpuInput } from '../../webgpu/asWebgpu.ts'
import {
  filterShape,
  inputShape,
  outputShape,
  type ConvolutionGeometry,
} from '../convolutionGeometry.ts'

/**
 * One value of the answer an invocation, one value of each factor a step: 2 FLOP for 8 bytes. For what the tiled
 * programs do not do: groups whose channels do not fill a vector.
 */
export function convolveDirect(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { x: TensorInfo; filter: TensorInfo; bias: TensorInfo | undefined },
  activation: Activation,
): TensorInfo {
  const { bias } = inputs
  const shape = outputShape(geometry)
  return runProgram(backend, {
    key: `convolutionDirect_${activation}_${bias ? 'bias' : ''}`,
    outputShape: shape,
    outputComponents: 1,
    inputs: [
      scalar('x', inputs.x),
      scalar('weight', inputs.filter),
      ...(bias === undefined ? [] : [scalar('bias', bias)]),
    ],
    integers: { ...geometry },
    invocations: size(shape),
    functions: activationWgsl(activation),
    body: `
      let channel = index % uniforms.outChannels;
      let pixel = index / uniforms.outChannels;
      let left = (pixel % uniforms.outWidth) * uniforms.strideAcross - uniforms.padLeft;
      let row = pixel / uniforms.outWidth;
      let top = (row % uniforms.outHeight) * uniforms.strideDown - uniforms.padTop;
      let groupIn = uniforms.inChannels / uniforms.groups;
      let first = channel / (uniforms.outChannels / uniforms.groups) * groupIn;
      var sum = ${bias ? 'bias[channel]' : '0.0'};
      for (var tap = 0; tap < uniforms.filterHeight * uniforms.filterWidth; tap++) {
        let inY = top + tap / uniforms.filterWidth * uniforms.dilationDown;
        let inX = left + tap % uniforms.filterWidth * uniforms.dilationAcross;
        if (inY < 0 || inY >= uniforms.inHeight || inX < 0 || inX >= uniforms.inWidth) { continue; }
        let source = ((row / uniforms.outHeight * uniforms.inHeight + inY) * uniforms.inWidth + inX)
          * uniforms.inChannels + first;
        for (var i = 0; i < groupIn; i++) {
          sum += x[source + i] * weight[(tap * groupIn + i) * uniforms.outChannels + channel];
        }
      }
      result[index] = activate(vec4<f32>(sum)).x;`,
  })
}

/** Each input gathers from the outputs that a tap joins it with. */
export function inputGradientDirect(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { dy: TensorInfo; filter: TensorInfo },
): TensorInfo {
  const shape = inputShape(geometry)
  return runProgram(backend, {
    key: 'convolutionInputDirect',
    outputShape: shape,
    outputComponents: 1,
    inputs: [scalar('dy', inputs.dy), scalar('weight', inputs.filter)],
    integers: { ...geometry },
    invocations: size(shape),
    body: `
      let channel = index % uniforms.inChannels;
      let pixel = index / uniforms.inChannels;
      let left = pixel % uniforms.inWidth + uniforms.padLeft;
      let row = pixel / uniforms.inWidth;
      let top = row % uniforms.inHeight + uniforms.padTop;
      let groupIn = uniforms.inChannels / uniforms.groups;
      let groupOut = uniforms.outChannels / uniforms.groups;
      let first = channel / groupIn * groupOut;
      var sum = 0.0;
      for (var tap = 0; tap < uniforms.filterHeight * uniforms.filterWidth; tap++) {
        let down = top - tap / uniforms.filterWidth * uniforms.dilationDown;
        let across = left - tap % uniforms.filterWidth * uniforms.dilationAcross;
        let outY = down / uniforms.strideDown;
        let outX = across / uniforms.strideAcross;
        if (down < 0 || across < 0 || outY >= uniforms.outHeight || outX >= uniforms.outWidth) { continue; }
        if (outY * uniforms.strideDown != down || outX * uniforms.strideAcross != across) { continue; }
        let source = ((row / uniforms.inHeight * uniforms.outHeight + outY) * uniforms.outWidth + outX)
          * uniforms.outChannels + first;
        let weights = (tap * groupIn + channel % groupIn) * uniforms.outChannels + first;
        for (var i = 0; i < groupOut; i++) { sum += dy[source + i] * weight[weights + i]; }
      }
      result[index] = sum;`,
  })
}

/** Each weight sums over the pixels it joins. */
export function filterGradientDirect(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { x: TensorInfo; dy: TensorInfo },
): TensorInfo {
  const shape = filterShape(geometry)
  return runProgram(backend, {
    key: 'convolutionFilterDirect',
    outputShape: shape,
    outputComponents: 1,
    inputs: [scalar('x', inputs.x), scalar('dy', inputs.dy)],
    integers: { ...geometry },
    invocations: size(shape),
    body: `
      let channel = index % uniforms.outChannels;
      let groupIn = uniforms.inChannels / uniforms.groups;
      let inputs = index / uniforms.outChannels;
      let input = channel / (uniforms.outChannels / uniforms.groups) * groupIn + inputs % groupIn;
      let tap = inputs / groupIn;
      let down = tap / uniforms.filterWidth * uniforms.dilationDown - uniforms.padTop;
      let across = tap % uniforms.filterWidth * uniforms.dilationAcross - uniforms.padLeft;
      var sum = 0.0;
      for (var row = 0; row < uniforms.batch * uniforms.outHeight; row++) {
        let inY = row % uniforms.outHeight * uniforms.strideDown + down;
        if (inY < 0 || inY >= uniforms.inHeight) { continue; }
        let inRow = (row / uniforms.outHeight * uniforms.inHeight + inY) * uniforms.inWidth;
        // A sum a row, so that a long sum of float32 stays exact enough.
        var rowSum = 0.0;
        for (var outX = 0; outX < uniforms.outWidth; outX++) {
          let inX = outX * uniforms.strideAcross + across;
          if (inX < 0 || inX >= uniforms.inWidth) { continue; }
          rowSum += x[(inRow + inX) * uniforms.inChannels + input]
            * dy[(row * uniforms.outWidth + outX) * uniforms.outChannels + channel];
        }
        sum += rowSum;
      }
      result[index] = sum;`,
  })
}

function scalar(name: string, tensor: TensorInfo): WebgpuInput {
  return { name, tensor, components: 1 }
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1)
}
