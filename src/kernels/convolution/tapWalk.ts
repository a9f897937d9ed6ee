import type { ConvolutionGeometry } from './convolutionGeometry.ts'

/** A side of a walk: how pixels lie in the map that is read, or in the one that is written. */
interface WalkMap {
  readonly height: number
  readonly width: number
  /** Values of a pixel, and the first that the walk means. */
  readonly pixel: number
  readonly channel: number
}

/**
 * Pixels that each gather taps and multiply them with a matrix (assembly/taps.ts): what both a convolution and its
 * input's gradient are.
 */
export interface TapWalk {
  readonly pictures: number
  readonly source: WalkMap
  readonly tapDepth: number
  /** Where the taps lie from a pixel's place in the source, rows and columns; ascending. */
  readonly down: readonly number[]
  readonly across: readonly number[]
  readonly strideDown: number
  readonly strideAcross: number
  /** Pixels of the walk a picture. */
  readonly height: number
  readonly width: number
  readonly target: WalkMap & {
    readonly top: number
    readonly left: number
    readonly stepDown: number
    readonly stepAcross: number
  }
  readonly columns: number
}

/** A phase of an input's gradient: the walk, and the filter's taps in its order. */
export interface TapPhase {
  readonly walk: TapWalk
  readonly tapsDown: readonly number[]
  readonly tapsAcross: readonly number[]
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** Of one group: output pixels gather what their filter lies on. */
export function forwardWalk(geometry: ConvolutionGeometry, group: number): TapWalk {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, groups } = geometry
  const depth = inChannels / groups
  const columns = outChannels / groups
  return {
    pictures: geometry.batch,
    source: { height: inHeight, width: inWidth, pixel: inChannels, channel: group * depth },
    tapDepth: depth,
    down: upTo(geometry.filterHeight).map((a) => a * geometry.dilationDown - geometry.padTop),
    across: upTo(geometry.filterWidth).map((b) => b * geometry.dilationAcross - geometry.padLeft),
    strideDown: geometry.strideDown,
    strideAcross: geometry.strideAcross,
    height: outHeight,
    width: outWidth,
    target: {
      ...{ height: outHeight, width: outWidth, pixel: outChannels, channel: group * columns },
      ...{ top: 0, left: 0, stepDown: 1, stepAcross: 1 },
    },
    columns,
  }
}

/**
 * Of one group: input pixels gather the outputs that they had a part in. With a stride, neighbours meet different taps,
 * but those a stride apart meet the same: each such phase is a dense walk of its own, so that nothing is multiplied
 * with zeros and no two pixels write the same place. A phase without taps has none in its lists.
 */
export function inputPhases(geometry: ConvolutionGeometry, group: number): TapPhase[] {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, groups } = geometry
  const { strideDown, strideAcross, padTop, padLeft } = geometry
  const depth = outChannels / groups
  const columns = inChannels / groups
  return upTo(strideDown).flatMap((top) =>
    upTo(strideAcross).map((left) => {
      const rows = meetingTaps(
        top + padTop,
        geometry.filterHeight,
        geometry.dilationDown,
        strideDown,
      )
      const lines = meetingTaps(
        left + padLeft,
        geometry.filterWidth,
        geometry.dilationAcross,
        strideAcross,
      )
      return {
        tapsDown: rows.taps,
        tapsAcross: lines.taps,
        walk: {
          pictures: geometry.batch,
          source: {
            height: outHeight,
            width: outWidth,
            pixel: outChannels,
            channel: group * depth,
          },
          tapDepth: depth,
          down: rows.offsets,
          across: lines.offsets,
          strideDown: 1,
          strideAcross: 1,
          height: Math.max(Math.ceil((inHeight - top) / strideDown), 0),
          width: Math.max(Math.ceil((inWidth - left) / strideAcross), 0),
          target: {
            ...{ height: inHeight, width: inWidth, pixel: inChannels, channel: group * columns },
            ...{ top, left, stepDown: strideDown, stepAcross: strideAcross },
          },
          columns,
        },
      }
    }),
  )
}

/** The taps that pixels of a phase meet, last first, so that the outputs they come from ascend. */
function meetingTaps(
  place: number,
  taps: number,
  dilation: number,
  stride: number,
): { taps: number[]; offsets: number[] } {
  const meeting = upTo(taps)
    .reverse()
    .filter((tap) => (place - tap * dilation) % stride === 0)
  return { taps: meeting, offsets: meeting.map((tap) => (place - tap * dilation) / stride) }
}

/** The numbers of a walk as assembly/taps.ts reads them. */
export function writeWalk(walk: TapWalk, tile: number): Int32Array {
  const { source, target, down, across } = walk
  return Int32Array.of(
    ...[source.height, source.width, source.pixel, source.channel],
    ...[walk.tapDepth, down.length, across.length, walk.strideDown, walk.strideAcross],
    ...[walk.height, walk.width],
    ...[target.height, target.width, target.pixel, target.channel],
    ...[target.top, target.stepDown, target.left, target.stepAcross],
    ...[walk.columns, tile, walk.pictures * walk.height * walk.width],
    ...down,
    ...across,
  )
}
