import type { ConvolutionGeometry } from '../convolutionGeometry.ts'
import type { Direction } from './gatherWgsl.ts'

/** What a convolution does along one axis. */
export interface AxisGeometry {
  readonly taps: number
  readonly stride: number
  readonly dilation: number
  readonly padBefore: number
}

/** How neighbouring pixels of an answer meet the taps of a filter along one axis: which place each pair needs. */
export interface AxisJoin {
  /** Pixels of a tile. */
  readonly pixels: number
  /** Places of the source, counted from the tile's first, ascending. */
  readonly places: readonly number[]
  /** `place` counts through `places`. */
  readonly meetings: readonly {
    readonly pixel: number
    readonly tap: number
    readonly place: number
  }[]
  /** Tells the programs of different joins apart. */
  readonly key: string
}

/**
 * Forward, pixel q meets tap t in the place q · stride + t · dilation. Backward it meets it where q + padding - t · dilation
 * divides by the stride; there tiles start at multiples of the stride, so that all of them meet alike.
 */
export function joinAxis(axis: AxisGeometry, direction: Direction, wanted: number): AxisJoin {
  const { stride, dilation, padBefore, taps } = axis
  const isForward = direction === 'forward'
  const pixels = isForward ? wanted : Math.ceil(wanted / stride) * stride
  const met = Array.from({ length: pixels * taps }, (_, i) => {
    const [pixel, tap] = [Math.floor(i / taps), i % taps]
    const at = isForward
      ? pixel * stride + tap * dilation
      : (pixel + padBefore - tap * dilation) / stride
    return { pixel, tap, at }
  }).filter(({ at }) => Number.isInteger(at))
  const places = [...new Set(met.map(({ at }) => at))].sort((a, b) => a - b)
  return {
    pixels,
    places,
    meetings: met.map(({ pixel, tap, at }) => ({ pixel, tap, place: places.indexOf(at) })),
    key: [pixels, taps, stride, dilation, isForward ? 0 : padBefore].join('_'),
  }
}

export function axisDown(g: ConvolutionGeometry): AxisGeometry {
  return {
    taps: g.filterHeight,
    stride: g.strideDown,
    dilation: g.dilationDown,
    padBefore: g.padTop,
  }
}

export function axisAcross(g: ConvolutionGeometry): AxisGeometry {
  return {
    taps: g.filterWidth,
    stride: g.strideAcross,
    dilation: g.dilationAcross,
    padBefore: g.padLeft,
  }
}
