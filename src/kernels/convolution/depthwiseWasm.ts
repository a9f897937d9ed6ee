import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Activation } from '../activation.ts'
import { ACTIVATION_CODES, kernelsOf } from '../wasm/kernelModule.ts'
import { addressOf, readFloats } from '../wasm/wasmTensors.ts'
import type { ConvolutionGeometry } from './convolutionGeometry.ts'

/** One filter a channel: no matrix product, but vectors of channels. */
export function isDepthwise({ groups, inChannels, outChannels }: ConvolutionGeometry): boolean {
  return groups > 1 && groups === inChannels && groups === outChannels
}

interface DepthwiseRun {
  readonly geometry: ConvolutionGeometry
  readonly activation: Activation
  readonly x: TensorInfo
  readonly filter: TensorInfo
  readonly bias?: TensorInfo | undefined
  readonly y: TensorInfo
}

export function runDepthwise(backend: BackendWasm, run: DepthwiseRun): void {
  const { geometry, activation, bias } = run
  const { inHeight, inWidth, inChannels, outHeight, outWidth } = geometry
  kernelsOf(backend).run(
    'depthwiseTaps',
    [
      ...[addressOf(backend, run.x), inHeight, inWidth, inChannels],
      ...[addressOf(backend, run.filter), geometry.filterHeight, ...stepsOf(geometry)],
      ...[addressOf(backend, bias), addressOf(backend, run.y), outHeight, outWidth],
      ACTIVATION_CODES[activation],
    ],
    geometry.batch * outHeight,
  )
}

interface SpreadRun {
  readonly geometry: ConvolutionGeometry
  readonly dy: TensorInfo
  readonly filter: TensorInfo
  readonly dx: TensorInfo
}

export function spreadDepthwise(backend: BackendWasm, run: SpreadRun): void {
  const { geometry } = run
  const { inHeight, inWidth, inChannels, outHeight, outWidth } = geometry
  kernelsOf(backend).run(
    'depthwiseSpread',
    [
      ...[addressOf(backend, run.dy), outHeight, outWidth, inChannels],
      ...[addressOf(backend, run.filter), geometry.filterHeight, ...stepsOf(geometry)],
      ...[addressOf(backend, run.dx), inHeight, inWidth],
    ],
    geometry.batch * inHeight,
  )
}

interface CorrelateRun {
  readonly geometry: ConvolutionGeometry
  readonly x: TensorInfo
  readonly dy: TensorInfo
  readonly dw: TensorInfo
}

export function correlateDepthwise(backend: BackendWasm, run: CorrelateRun): void {
  const { geometry } = run
  readFloats(backend, run.dw).fill(0)
  const { batch, inHeight, inWidth, inChannels, outHeight, outWidth } = geometry
  kernelsOf(backend).run(
    'depthwiseCorrelate',
    [
      ...[addressOf(backend, run.x), batch, inHeight, inWidth, inChannels],
      ...[addressOf(backend, run.dy), outHeight, outWidth, ...stepsOf(geometry)],
      addressOf(backend, run.dw),
    ],
    geometry.filterHeight * Math.ceil(inChannels / 16),
  )
}

/** From the taps across on, as the kernels of assembly/depthwiseTaps.ts take them. */
function stepsOf(geometry: ConvolutionGeometry): number[] {
  const { strideDown, strideAcross, dilationDown, dilationAcross } = geometry
  const { filterWidth, padTop, padLeft } = geometry
  return [filterWidth, strideDown, strideAcross, dilationDown, dilationAcross, padTop, padLeft]
}
