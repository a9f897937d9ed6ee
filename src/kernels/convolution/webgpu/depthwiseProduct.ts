import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Activation } from '../../activation.ts'
import { activationWgsl } from '../../webgpu/activationWgsl.ts'
import { optionalInput, runProgram } from '../../webgpu/asWebgpu.ts'
import { inputShape, outputShape, type ConvolutionGeometry } from '../convolutionGeometry.ts'
import {
  each,
  insideWgsl,
  planGather,
  rowsWgsl,
  storeWgsl,
  tapsWgsl,
  type Direction,
} from './gatherWgsl.ts'
import { inFours, Scratch } from './rearrange.ts'

/** Pixels that an invocation answers: a weight that is read serves all of them. */
const ROWS = 4

export function isDepthwise({ groups, inChannels, outChannels }: ConvolutionGeometry): boolean {
  return groups === inChannels && groups === outChannels && groups > 1
}

/**
 * Each channel with its own filter, four channels of four pixels an invocation: 2 · taps FLOP a value, and for a tap five
 * vectors read for 32 FLOP, 0.4 FLOP a byte: bound by the cache that holds the rows around. Neighbours take the next
 * channels of the same pixels, whole lines of memory. Some 40 registers, no workgroup memory.
 */
export function convolveDepthwise(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { x: TensorInfo; filter: TensorInfo; bias: TensorInfo | undefined },
  activation: Activation,
): TensorInfo {
  const { x, filter, bias } = inputs
  return gatherDepthwise(backend, geometry, 'forward', { source: x, filter, bias }, activation)
}

/** The same, gathering from dy. */
export function inputGradientDepthwise(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
): TensorInfo {
  const inputs = { source: dy, filter, bias: undefined }
  return gatherDepthwise(backend, geometry, 'inputGradient', inputs, 'none')
}

function gatherDepthwise(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  direction: Direction,
  inputs: { source: TensorInfo; filter: TensorInfo; bias: TensorInfo | undefined },
  activation: Activation,
): TensorInfo {
  const gather = planGather(geometry, direction, ROWS)
  const channels = geometry.groups
  const vectors = inFours(channels) / 4
  const scratch = new Scratch(backend)
  const bias = inputs.bias === undefined ? undefined : scratch.inFours(inputs.bias)
  const store = (r: number): string =>
    channels % 4 === 0
      ? `result[pixel * uniforms.vectors + vector] = activate(sum${r});`
      : `let value = activate(sum${r});
         for (var lane = 0; lane < min(4, uniforms.channels - vector * 4); lane++) {
           result[pixel * uniforms.channels + vector * 4 + lane] = value[lane];
         }`
  const flags = `${gather.isBounded ? 'bounded' : 'inside'}_${gather.isStrided ? 'strided' : 'plain'}`
  const answer = runProgram(backend, {
    key: `depthwise_${direction}_${flags}_${activation}_${bias ? 'bias' : ''}_${channels % 4}`,
    outputShape: direction === 'forward' ? outputShape(geometry) : inputShape(geometry),
    outputComponents: channels % 4 === 0 ? 4 : 1,
    inputs: [
      { name: 'source', tensor: scratch.inFours(inputs.source), components: 4 },
      { name: 'weight', tensor: scratch.inFours(inputs.filter), components: 4 },
      ...optionalInput('bias', bias),
    ],
    integers: { ...gather.integers, vectors, channels },
    invocations: ((gather.slots * gather.phases) / ROWS) * vectors,
    functions: activationWgsl(activation),
    body: `
      let vector = index % uniforms.vectors;
      let tile = index / uniforms.vectors;
      ${rowsWgsl(gather)}
      ${each(ROWS, (r) => `var sum${r} = ${bias ? 'bias[vector]' : 'vec4<f32>(0.0)'};`)}
      ${tapsWgsl(
        gather,
        `let factor = weight[tap * uniforms.vectors + vector];
         ${each(ROWS, (r) => `sum${r} += ${insideWgsl(gather, r, `source[at${r} * uniforms.vectors + vector]`)} * factor;`)}`,
      )}
      ${storeWgsl(gather, store)}`,
  })
  scratch.dispose()
  return answer
}
