import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { sumRows } from '../../biasGradient/sumRowsWebgpu.ts'
import { runProgram } from '../../webgpu/asWebgpu.ts'
import { filterShape, type ConvolutionGeometry } from '../convolutionGeometry.ts'
import { each } from './gatherWgsl.ts'
import { inFours, resizeChannels, Scratch } from './rearrange.ts'
import { planSplit } from './split.ts'

/** Taps of a row that an invocation keeps sums of; wider filters, which no network of ours has, go one by one. */
export const WIDEST_DEPTHWISE = 7

/**
 * A depthwise filter has few weights and each sums over all pixels, so the sums are split over rows of the map and added
 * in order by a second pass. An invocation keeps one row of taps for four channels: for a pixel it reads dy once and x
 * `width` times for `width` · 8 FLOP, 0.4 FLOP a byte. Some 40 registers for three taps.
 */
export function filterGradientDepthwise(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { x: TensorInfo; dy: TensorInfo },
): TensorInfo {
  const g = geometry
  const scratch = new Scratch(backend)
  const width = g.filterWidth
  const vectors = inFours(g.groups) / 4
  const tiles = g.filterHeight * vectors
  const values = g.filterHeight * width * vectors * 4
  const split = planSplit(backend, g, { invocations: tiles, values })
  const shape = filterShape(g)
  const isWhole = g.groups % 4 === 0
  const filled = [shape[0], shape[1], 1, vectors * 4]
  const partial = runProgram(backend, {
    key: `depthwiseFilterGradient_${width}`,
    outputShape: split.parts === 1 ? filled : [split.parts, ...filled],
    outputComponents: 4,
    inputs: [
      { name: 'x', tensor: scratch.inFours(inputs.x), components: 4 },
      { name: 'dy', tensor: scratch.inFours(inputs.dy), components: 4 },
    ],
    integers: {
      rows: g.batch * g.outHeight,
      rowsAPart: split.rows,
      tiles,
      vectors,
      inHeight: g.inHeight,
      inWidth: g.inWidth,
      outHeight: g.outHeight,
      outWidth: g.outWidth,
      strideDown: g.strideDown,
      strideAcross: g.strideAcross,
      dilationDown: g.dilationDown,
      dilationAcross: g.dilationAcross,
      padTop: g.padTop,
      padLeft: g.padLeft,
    },
    invocations: tiles * split.parts,
    body: `
      let vector = index % uniforms.vectors;
      let tapDown = index % uniforms.tiles / uniforms.vectors;
      let part = index / uniforms.tiles;
      let down = tapDown * uniforms.dilationDown - uniforms.padTop;
      ${each(width, (tap) => `var sum${tap} = vec4<f32>(0.0);`)}
      let end = min(uniforms.rows, (part + 1) * uniforms.rowsAPart);
      for (var row = part * uniforms.rowsAPart; row < end; row++) {
        let y = row % uniforms.outHeight * uniforms.strideDown + down;
        if (u32(y) >= u32(uniforms.inHeight)) { continue; }
        let xRow = (row / uniforms.outHeight * uniforms.inHeight + y) * uniforms.inWidth;
        var left = -uniforms.padLeft;
        for (var column = 0; column < uniforms.outWidth; column++) {
          let share = dy[(row * uniforms.outWidth + column) * uniforms.vectors + vector];
          ${each(
            width,
            (tap) => `
            let x${tap} = left + ${tap} * uniforms.dilationAcross;
            let isIn${tap} = u32(x${tap}) < u32(uniforms.inWidth);
            sum${tap} += share * select(vec4<f32>(0.0),
              x[(xRow + select(0, x${tap}, isIn${tap})) * uniforms.vectors + vector], isIn${tap});`,
          )}
          left += uniforms.strideAcross;
        }
      }
      let place = ((part * (uniforms.tiles / uniforms.vectors) + tapDown) * ${width}) * uniforms.vectors + vector;
      ${each(width, (tap) => `result[place + ${tap} * uniforms.vectors] = sum${tap};`)}`,
  })
  scratch.dispose()
  const added = split.parts === 1 ? partial : sumRows(backend, partial, filled)
  if (added !== partial) backend.disposeData(partial.dataId)
  if (isWhole) return added
  const cropped = resizeChannels(backend, added, g.groups)
  backend.disposeData(added.dataId)
  return cropped
}
