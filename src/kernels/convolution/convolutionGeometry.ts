import { fail } from '../../domain/failure.ts'

/** A number for both axes, or one for each: [down, across]. */
export type Pair = number | readonly [down: number, across: number]

/**
 * 'same' as TensorFlow has it (the odd pixel goes below and right), zeros on every side, or
 * [[top, bottom], [left, right]].
 */
export type Padding =
  | 'same'
  | number
  | readonly [readonly [top: number, bottom: number], readonly [left: number, right: number]]

/** Everything about a convolution but its values. All of it is plain numbers, as kernels' attributes must be. */
export interface ConvolutionGeometry {
  readonly batch: number
  readonly inHeight: number
  readonly inWidth: number
  readonly inChannels: number
  readonly filterHeight: number
  readonly filterWidth: number
  readonly outHeight: number
  readonly outWidth: number
  readonly outChannels: number
  readonly groups: number
  readonly strideDown: number
  readonly strideAcross: number
  readonly dilationDown: number
  readonly dilationAcross: number
  readonly padTop: number
  readonly padLeft: number
}

export interface GeometryOptions {
  readonly strides?: Pair
  readonly padding?: Padding
  readonly dilations?: Pair
  readonly groups?: number
}

/**
 * What a convolution makes of its shapes. Refuses with a sentence what does not fit together.
 *
 * @param x [batch, height, width, in]
 * @param filter [height, width, in / groups, out]
 */
export function convolutionGeometry(
  x: readonly [number, number, number, number],
  filter: readonly [number, number, number, number],
  options: GeometryOptions,
): ConvolutionGeometry {
  const { padding = 0, groups = 1 } = options
  const [strideDown, strideAcross] = asPair(options.strides ?? 1, 'stride', 1)
  const [dilationDown, dilationAcross] = asPair(options.dilations ?? 1, 'dilation', 1)
  const [batch, inHeight, inWidth, inChannels] = x
  const [filterHeight, filterWidth, groupChannels, outChannels] = filter
  const isDivided = Number.isInteger(groups) && groups > 0 && outChannels % groups === 0
  if (!isDivided || groupChannels * groups !== inChannels) {
    fail(
      'bad-request',
      `A convolution of ${inChannels} channels in ${groups} groups was given a filter of shape [${filter.join(', ')}].`,
      'Pass a filter [height, width, in / groups, out] whose outputs divide by the groups, too.',
    )
  }
  const down = padAxis(padding, 0, inHeight, filterHeight, strideDown, dilationDown)
  const across = padAxis(padding, 1, inWidth, filterWidth, strideAcross, dilationAcross)
  if (!(down.outputs > 0 && across.outputs > 0)) {
    fail(
      'bad-request',
      `A filter of ${filterHeight} x ${filterWidth} (dilation ${dilationDown} x ${dilationAcross}) does not fit into ${inHeight} x ${inWidth} pixels with their padding.`,
      'Use a larger picture, more padding or a smaller filter.',
    )
  }
  return {
    batch,
    inHeight,
    inWidth,
    inChannels,
    filterHeight,
    filterWidth,
    outHeight: down.outputs,
    outWidth: across.outputs,
    outChannels,
    groups,
    strideDown,
    strideAcross,
    dilationDown,
    dilationAcross,
    padTop: down.before,
    padLeft: across.before,
  }
}

function asPair(value: Pair, what: string, least: number): readonly [number, number] {
  const pair = typeof value === 'number' ? ([value, value] as const) : value
  if (pair.every((side) => Number.isInteger(side) && side >= least)) return pair
  return fail(
    'bad-request',
    `A convolution was given the ${what} ${pair.join(' x ')}.`,
    `Pass whole numbers from ${least} on.`,
  )
}

function padAxis(
  padding: Padding,
  axis: 0 | 1,
  inputs: number,
  taps: number,
  stride: number,
  dilation: number,
): { before: number; outputs: number } {
  const reach = (taps - 1) * dilation + 1
  if (padding === 'same') {
    const outputs = Math.ceil(inputs / stride)
    const missing = Math.max((outputs - 1) * stride + reach - inputs, 0)
    return { before: Math.floor(missing / 2), outputs }
  }
  const sides = typeof padding === 'number' ? padding : padding[axis]
  const [before, after] = asPair(sides, 'padding', 0)
  return { before, outputs: Math.floor((inputs + before + after - reach) / stride) + 1 }
}

export function inputShape({
  batch,
  inHeight,
  inWidth,
  inChannels,
}: ConvolutionGeometry): [number, number, number, number] {
  return [batch, inHeight, inWidth, inChannels]
}

export function outputShape({
  batch,
  outHeight,
  outWidth,
  outChannels,
}: ConvolutionGeometry): [number, number, number, number] {
  return [batch, outHeight, outWidth, outChannels]
}

export function filterShape({
  filterHeight,
  filterWidth,
  inChannels,
  groups,
  outChannels,
}: ConvolutionGeometry): [number, number, number, number] {
  return [filterHeight, filterWidth, inChannels / groups, outChannels]
}
