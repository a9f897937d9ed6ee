import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Activation } from '../../activation.ts'
import { chooseVariant } from '../../tuning/tuning.ts'
import { inputShape, outputShape, type ConvolutionGeometry } from '../convolutionGeometry.ts'
import { gatherProduct } from './gatherProduct.ts'
import { inFours, Scratch } from './rearrange.ts'
import { isUnrolled, unrolledFilter, unrolledGeometry, unrollRows } from './unrollRows.ts'
import { productVariants } from './variants.ts'

/**
 * Up to so many pixels the input gradient reads the filter as it lies. Turning it first, so that neighbours read lines,
 * is 8 bytes a weight beside 2 FLOP a weight and pixel: at a thousand pixels a tenth of the time of a GPU that does 20 FLOP
 * for a byte, at fifty as long as the product.
 */
const FEW_PIXELS = 1024

/** Whether the tiled programs do it: channels fill vectors, but where there are no groups and zeros can fill them up. */
export function isProduct({ groups, inChannels, outChannels }: ConvolutionGeometry): boolean {
  return groups === 1 || ((inChannels / groups) % 4 === 0 && (outChannels / groups) % 4 === 0)
}

export function convolveProduct(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { x: TensorInfo; filter: TensorInfo; bias: TensorInfo | undefined },
  activation: Activation,
): TensorInfo {
  const scratch = new Scratch(backend)
  const columns = inFours(geometry.outChannels)
  const unrolls = isUnrolled(geometry)
  const walked = unrolls ? unrolledGeometry(geometry) : geometry
  const depth = inFours(walked.inChannels / walked.groups)
  const rows = geometry.batch * geometry.outHeight * geometry.outWidth
  const variants = productVariants({
    rows,
    groupVectors: columns / 4 / geometry.groups,
    isOddWidth: columns !== geometry.outChannels,
    mayShare: true,
  })
  const answer = gatherProduct(backend, {
    geometry: walked,
    direction: 'forward',
    source: unrolls
      ? scratch.own(unrollRows(backend, geometry, inputs.x))
      : scratch.inFours(inputs.x),
    weight: scratch.filterInFours(
      unrolls ? unrolledFilter(geometry, inputs.filter) : inputs.filter,
    ),
    isTurned: false,
    depth,
    columns,
    outputShape: outputShape(geometry),
    bias: inputs.bias === undefined ? undefined : scratch.inFours(inputs.bias),
    activation,
    variant: chooseVariant({
      kernel: 'LimnConvolution',
      sizes: { rows, columns, depth, taps: walked.filterHeight * walked.filterWidth },
      geometry,
      variants,
    }),
  })
  scratch.dispose()
  return answer
}

export function inputGradientProduct(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { dy: TensorInfo; filter: TensorInfo },
): TensorInfo {
  const scratch = new Scratch(backend)
  const columns = inFours(geometry.inChannels)
  const depth = inFours(geometry.outChannels / geometry.groups)
  const rows = geometry.batch * geometry.inHeight * geometry.inWidth
  const isEven = columns === geometry.inChannels && depth === geometry.outChannels
  const isTurned = isEven && rows <= FEW_PIXELS
  const variants = productVariants({
    rows,
    groupVectors: columns / 4 / geometry.groups,
    isOddWidth: columns !== geometry.inChannels,
    mayShare: geometry.strideDown * geometry.strideAcross === 1 && !isTurned,
  })
  const answer = gatherProduct(backend, {
    geometry,
    direction: 'inputGradient',
    source: scratch.inFours(inputs.dy),
    weight: isTurned ? inputs.filter : scratch.transposedFilter(inputs.filter, geometry.groups),
    isTurned,
    depth,
    columns,
    outputShape: inputShape(geometry),
    activation: 'none',
    variant: chooseVariant({
      kernel: 'LimnConvolutionInputGradient',
      sizes: { rows, columns, depth, taps: geometry.filterHeight * geometry.filterWidth },
      geometry,
      variants,
    }),
  })
  scratch.dispose()
  return answer
}
