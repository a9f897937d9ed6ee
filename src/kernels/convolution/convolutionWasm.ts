import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { util, type KernelConfig, type TensorInfo } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { packedBytes, packPanels } from '../wasm/packPanels.ts'
import { addressOf, requireInput, withScratch } from '../wasm/wasmTensors.ts'
import {
  filterShape,
  inputShape,
  outputShape,
  type ConvolutionGeometry,
} from './convolutionGeometry.ts'
import { correlateDepthwise, isDepthwise, runDepthwise, spreadDepthwise } from './depthwiseWasm.ts'
import { runWalk } from './runWalk.ts'
import { runStockForward } from './stockForwardWasm.ts'
import { forwardWalk, inputPhases } from './tapWalk.ts'

const FLOAT_BYTES = 4
/** Of dy laid out for the filter's gradient at once. */
const MOST_PACKED_BYTES = 16 * 2 ** 20

/**
 * 2 · pixels · taps · in / groups · out FLOP as a matrix product whose left side, the taps of a pixel side by side, is
 * gathered in tiles of up to 48 pixels (a pointwise one is read where it lies). The gather copies 4 bytes for each 2 ·
 * out FLOP; the filter is packed once a call.
 */
export const convolutionWasm: KernelConfig = {
  kernelName: 'LimnConvolution',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const { geometry, activation } = attributesOf('LimnConvolution', attrs)
    const x = requireInput(inputs, 'x')
    const filter = requireInput(inputs, 'filter')
    const { bias } = inputs
    const stock = runStockForward(backend, { geometry, activation, x, filter, bias })
    if (stock !== undefined) return stock
    const y = backend.makeOutput(outputShape(geometry), 'float32')
    if (isDepthwise(geometry)) {
      runDepthwise(backend, { geometry, activation, x, filter, bias, y })
      return y
    }
    const columns = geometry.outChannels / geometry.groups
    for (let group = 0; group < geometry.groups; group++) {
      runWalk(backend, {
        walk: forwardWalk(geometry, group),
        source: x,
        target: y,
        bias,
        activation,
        packFilter: (packed, depth) => {
          packPanels(kernelsOf(backend), {
            matrix: addressOf(backend, filter) + group * columns * FLOAT_BYTES,
            packed,
            rowStride: geometry.outChannels * FLOAT_BYTES,
            columnStride: FLOAT_BYTES,
            depth,
            columns,
          })
        },
      })
    }
    return y
  },
}

/** As many FLOP as forward, by the same walk over the input's pixels (`inputPhases`), with the filter turned. */
export const convolutionInputGradientWasm: KernelConfig = {
  kernelName: 'LimnConvolutionInputGradient',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const { geometry } = attributesOf('LimnConvolutionInputGradient', attrs)
    const dy = requireInput(inputs, 'dy')
    const filter = requireInput(inputs, 'filter')
    const dx = backend.makeOutput(inputShape(geometry), 'float32')
    if (isDepthwise(geometry)) {
      spreadDepthwise(backend, { geometry, dy, filter, dx })
      return dx
    }
    const phases = Array.from({ length: geometry.groups }, (_, group) =>
      inputPhases(geometry, group).map((phase) => ({ ...phase, group })),
    ).flat()
    const isReached = ({ walk }: (typeof phases)[number]): boolean =>
      walk.down.length * walk.across.length > 0
    if (!phases.every(isReached)) fillZeros(backend, dx)
    for (const { walk, tapsDown, tapsAcross, group } of phases.filter(isReached)) {
      runWalk(backend, {
        walk,
        source: dy,
        target: dx,
        activation: 'none',
        packFilter: (packed, totalDepth) => {
          const { filterWidth, outChannels } = geometry
          const taps = tapsDown.flatMap((a) => tapsAcross.map((b) => a * filterWidth + b))
          taps.forEach((tap, place) => {
            const first = tap * walk.columns * outChannels + group * walk.tapDepth
            packPanels(kernelsOf(backend), {
              matrix: addressOf(backend, filter) + first * FLOAT_BYTES,
              packed,
              rowStride: FLOAT_BYTES,
              columnStride: outChannels * FLOAT_BYTES,
              depth: walk.tapDepth,
              columns: walk.columns,
              offset: place * walk.tapDepth,
              totalDepth,
            })
          })
        },
      })
    }
    return dx
  },
}

/**
 * As many FLOP again, x read where it lies and dy in panels, at most 16 MB of them at once. Threads divide the filter,
 * not the pixels, so that a sum is one thread's.
 */
export const convolutionFilterGradientWasm: KernelConfig = {
  kernelName: 'LimnConvolutionFilterGradient',
  backendName: 'wasm',
  kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
    const backend = asWasm(anyBackend)
    const { geometry } = attributesOf('LimnConvolutionFilterGradient', attrs)
    const x = requireInput(inputs, 'x')
    const dy = requireInput(inputs, 'dy')
    const dw = backend.makeOutput(filterShape(geometry), 'float32')
    if (isDepthwise(geometry)) {
      correlateDepthwise(backend, { geometry, x, dy, dw })
      return dw
    }
    fillZeros(backend, dw)
    const lines = geometry.batch * geometry.outHeight
    const lineBytes = packedBytes(geometry.outWidth, geometry.outChannels / geometry.groups)
    if (lines * lineBytes === 0) return dw
    const atOnce = Math.max(Math.min(Math.floor(MOST_PACKED_BYTES / lineBytes), lines), 1)
    withScratch(backend, atOnce * lineBytes, (panels) => {
      for (let group = 0; group < geometry.groups; group++) {
        for (let first = 0; first < lines; first += atOnce) {
          const last = Math.min(first + atOnce, lines)
          correlateLines(backend, { geometry, x, dy, dw, group, first, last, panels })
        }
      }
    })
    return dw
  },
}

interface LineRun {
  readonly geometry: ConvolutionGeometry
  readonly x: TensorInfo
  readonly dy: TensorInfo
  readonly dw: TensorInfo
  readonly group: number
  readonly first: number
  readonly last: number
  readonly panels: number
}

function correlateLines(backend: BackendWasm, run: LineRun): void {
  const { geometry, group, first, last, panels } = run
  const { inChannels, outChannels, outWidth, groups } = geometry
  const kernels = kernelsOf(backend)
  const channels = inChannels / groups
  const columns = outChannels / groups
  const taps = geometry.filterHeight * geometry.filterWidth
  packPanels(kernels, {
    matrix:
      addressOf(backend, run.dy) + (first * outWidth * outChannels + group * columns) * FLOAT_BYTES,
    packed: panels,
    rowStride: outChannels * FLOAT_BYTES,
    columnStride: FLOAT_BYTES,
    depth: (last - first) * outWidth,
    columns,
  })
  // Some pieces a thread, in fours.
  const share = Math.ceil((channels * taps) / (kernels.threadCount * 4) / 4) * 4
  const block = Math.min(share, 64)
  kernels.run(
    'correlateTaps',
    [
      ...[addressOf(backend, run.x) + group * channels * FLOAT_BYTES, first, last],
      ...[geometry.inHeight, geometry.inWidth, inChannels * FLOAT_BYTES, channels],
      ...[geometry.outHeight, outWidth, geometry.filterWidth],
      ...[geometry.strideDown, geometry.strideAcross],
      ...[geometry.dilationDown, geometry.dilationAcross, geometry.padTop, geometry.padLeft],
      ...[panels, columns, addressOf(backend, run.dw) + group * columns * FLOAT_BYTES],
      ...[outChannels * FLOAT_BYTES, block],
    ],
    taps * Math.ceil(channels / block),
  )
}

function fillZeros(backend: BackendWasm, tensor: TensorInfo): void {
  const size = util.sizeFromShape(tensor.shape)
  const { buffer } = kernelsOf(backend).memory
  new Float32Array(buffer, addressOf(backend, tensor), size).fill(0)
}
