import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Activation } from '../../activation.ts'
import { activationWgsl } from '../../webgpu/activationWgsl.ts'
import { optionalInput, runProgram } from '../../webgpu/asWebgpu.ts'
import { inputShape, outputShape, type ConvolutionGeometry } from '../convolutionGeometry.ts'
import { each, multiplyAdd, type Direction } from './gatherWgsl.ts'
import { axisAcross, axisDown, joinAxis } from './joinAxis.ts'
import { inFours, Scratch } from './rearrange.ts'

/** Taps along an axis that are written out; larger filters, which no network of ours has, take the direct program. */
const MOST_TAPS = 7
/** From this width of a map on tiles are eight pixels wide, else four. */
const WIDE_MAP = 32
const TILE_HEIGHT = 2
/** A filter of so many taps stays in registers; of a larger one each row of the source reads the rows that it meets. */
const MOST_KEPT_TAPS = 9

export function isDepthwise({
  groups,
  inChannels,
  outChannels,
  filterHeight,
  filterWidth,
}: ConvolutionGeometry): boolean {
  const isEachAlone = groups === inChannels && groups === outChannels && groups > 1
  return isEachAlone && filterHeight <= MOST_TAPS && filterWidth <= MOST_TAPS
}

/**
 * Each channel with its own filter: 2 · taps FLOP a value. An invocation answers four channels of a tile of 8 x 2 pixels
 * (4 x 2 in a narrow map), so that what several of them see is read once: for 3 x 3 taps 40 vectors of the source and 9 of
 * the filter for 1,152 FLOP, 1.5 FLOP a byte, where a pixel alone has 0.25. Neighbours take the next channels of the same
 * pixels, whole lines of memory. Some 130 registers, no workgroup memory.
 */
export function convolveDepthwise(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { x: TensorInfo; filter: TensorInfo; bias: TensorInfo | undefined },
  activation: Activation,
): TensorInfo {
  const { x, filter, bias } = inputs
  return runDepthwise(backend, geometry, 'forward', { source: x, filter, bias }, activation)
}

/** The same, gathering from dy. */
export function inputGradientDepthwise(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  { dy, filter }: { dy: TensorInfo; filter: TensorInfo },
): TensorInfo {
  const inputs = { source: dy, filter, bias: undefined }
  return runDepthwise(backend, geometry, 'inputGradient', inputs, 'none')
}

function runDepthwise(
  backend: WebGPUBackend,
  g: ConvolutionGeometry,
  direction: Direction,
  inputs: { source: TensorInfo; filter: TensorInfo; bias: TensorInfo | undefined },
  activation: Activation,
): TensorInfo {
  const isForward = direction === 'forward'
  const channels = g.groups
  const vectors = inFours(channels) / 4
  const scratch = new Scratch(backend)
  const bias = inputs.bias === undefined ? undefined : scratch.inFours(inputs.bias)
  const shape = isForward ? outputShape(g) : inputShape(g)
  const [batch, targetHeight, targetWidth] = shape
  const across = joinAxis(axisAcross(g), direction, widthOfTile(targetWidth))
  const down = joinAxis(axisDown(g), direction, TILE_HEIGHT)
  const tilesAcross = Math.ceil(targetWidth / across.pixels)
  const tilesDown = Math.ceil(targetHeight / down.pixels)
  const store = (sum: string): string =>
    channels % 4 === 0
      ? `result[pixel * vectors + vector] = activate(${sum});`
      : `let value = activate(${sum});
         for (var lane = 0; lane < min(4, uniforms.channels - vector * 4); lane++) {
           result[pixel * uniforms.channels + vector * 4 + lane] = value[lane];
         }`
  const keepsFilter = g.filterHeight * g.filterWidth <= MOST_KEPT_TAPS
  const readTaps = (tapDown: number): string =>
    each(g.filterWidth, (tap) => {
      const number = tapDown * g.filterWidth + tap
      return `let weight${number} = weight[${number} * vectors + vector];`
    })
  const meets = (row: number, tapDown: number, r?: number): boolean =>
    down.meetings.some(
      ({ pixel, tap, place }) =>
        (r === undefined || pixel === r) && tap === tapDown && place === row,
    )
  /** What row `row` of the source adds to pixel `q` of row `r`. */
  const addRow = (row: number, r: number, q: number): string =>
    each(g.filterHeight, (tapDown) => {
      const met = meets(row, tapDown, r) ? across.meetings.filter(({ pixel }) => pixel === q) : []
      if (met.length === 0) return ''
      return multiplyAdd(
        `sum${r}_${q}`,
        met.map(({ tap, place }) => [`weight${tapDown * g.filterWidth + tap}`, `value${place}`]),
      )
    })
  const answer = runProgram(backend, {
    key: `depthwise_${direction}_${across.key}_${down.key}_${activation}_${bias ? 'bias' : ''}_${channels % 4}`,
    outputShape: shape,
    outputComponents: channels % 4 === 0 ? 4 : 1,
    inputs: [
      { name: 'source', tensor: scratch.inFours(inputs.source), components: 4 },
      { name: 'weight', tensor: scratch.inFours(inputs.filter), components: 4 },
      ...optionalInput('bias', bias),
    ],
    integers: {
      vectors,
      channels,
      tilesAcross,
      tilesDown,
      targetHeight,
      targetWidth,
      sourceHeight: isForward ? g.inHeight : g.outHeight,
      sourceWidth: isForward ? g.inWidth : g.outWidth,
      padTop: g.padTop,
      padLeft: g.padLeft,
    },
    invocations: batch * tilesDown * tilesAcross * vectors,
    functions: activationWgsl(activation),
    body: `
      let vectors = uniforms.vectors;
      let sourceHeight = uniforms.sourceHeight;
      let sourceWidth = uniforms.sourceWidth;
      let vector = index % vectors;
      let tile = index / vectors;
      let tileRow = tile / uniforms.tilesAcross;
      let picture = tileRow / uniforms.tilesDown;
      let targetX = tile % uniforms.tilesAcross * ${across.pixels};
      let targetY = tileRow % uniforms.tilesDown * ${down.pixels};
      let firstX = ${isForward ? `targetX * ${g.strideAcross} - uniforms.padLeft` : `targetX / ${g.strideAcross}`};
      let firstY = ${isForward ? `targetY * ${g.strideDown} - uniforms.padTop` : `targetY / ${g.strideDown}`};
      let start = ((picture * sourceHeight + firstY) * sourceWidth + firstX) * vectors + vector;
      ${keepsFilter ? each(g.filterHeight, readTaps) : ''}
      ${each(across.pixels, (q) => each(down.pixels, (r) => `var sum${r}_${q} = ${bias ? 'bias[vector]' : 'vec4<f32>(0.0)'};`))}
      ${each(across.places.length, (i) => `let isIn${i} = u32(firstX + ${across.places[i]}) < u32(sourceWidth);`)}
      ${each(
        down.places.length,
        (row) => `
        {
          // A place outside is read somewhere inside, as WebGPU has it, and not used.
          ${keepsFilter ? '' : each(g.filterHeight, (tapDown) => (meets(row, tapDown) ? readTaps(tapDown) : ''))}
          let isRow = u32(firstY + ${down.places[row]}) < u32(sourceHeight);
          let rowStart = start + ${down.places[row]} * sourceWidth * vectors;
          ${each(
            across.places.length,
            (i) =>
              `let value${i} = select(vec4<f32>(0.0), source[rowStart + ${across.places[i]} * vectors], isRow & isIn${i});`,
          )}
          ${each(down.pixels, (r) => each(across.pixels, (q) => addRow(row, r, q)))}
        }`,
      )}
      ${each(
        down.pixels,
        (r) => `
        if (targetY + ${r} >= uniforms.targetHeight) { return; }
        ${each(
          across.pixels,
          (q) => `
          if (targetX + ${q} < uniforms.targetWidth) {
            let pixel = (picture * uniforms.targetHeight + targetY + ${r}) * uniforms.targetWidth + targetX + ${q};
            ${store(`sum${r}_${q}`)}
          }`,
        )}`,
      )}`,
  })
  scratch.dispose()
  return answer
}

/** Pixels of a tile of a map so wide. */
export function widthOfTile(mapWidth: number): number {
  return mapWidth < WIDE_MAP ? 4 : 8
}
