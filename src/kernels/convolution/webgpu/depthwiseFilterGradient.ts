import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { sumRows } from '../../biasGradient/sumRowsWebgpu.ts'
import { runProgram } from '../../webgpu/asWebgpu.ts'
import { filterShape, type ConvolutionGeometry } from '../convolutionGeometry.ts'
import { widthOfTile } from './depthwiseProduct.ts'
import { each, multiplyAdd } from './gatherWgsl.ts'
import { axisAcross, joinAxis } from './joinAxis.ts'
import { inFours, resizeChannels, Scratch } from './rearrange.ts'
import { planSplit } from './split.ts'

/**
 * A depthwise filter has few weights and each sums over all pixels, so the sums are split over rows of the map and added
 * in order by a second pass. An invocation keeps one row of taps for four channels and takes pixels four or eight at once:
 * of eight it reads 8 vectors of dy and 10 of x for 192 FLOP, 0.7 FLOP a byte. Some 100 registers for three taps.
 */
export function filterGradientDepthwise(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { x: TensorInfo; dy: TensorInfo },
): TensorInfo {
  const g = geometry
  const scratch = new Scratch(backend)
  const width = g.filterWidth
  const join = joinAxis(axisAcross(g), 'forward', widthOfTile(g.outWidth))
  const vectors = inFours(g.groups) / 4
  const tiles = g.filterHeight * vectors
  const values = g.filterHeight * width * vectors * 4
  const split = planSplit(backend, g, { invocations: tiles, values })
  const shape = filterShape(g)
  const isWhole = g.groups % 4 === 0
  const filled = [shape[0], shape[1], 1, vectors * 4]
  const partial = runProgram(backend, {
    key: `depthwiseFilterGradient_${join.key}`,
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
      dilationDown: g.dilationDown,
      padTop: g.padTop,
      padLeft: g.padLeft,
    },
    invocations: tiles * split.parts,
    body: `
      let vectors = uniforms.vectors;
      let inWidth = uniforms.inWidth;
      let outWidth = uniforms.outWidth;
      let vector = index % vectors;
      let tapDown = index % uniforms.tiles / uniforms.vectors;
      let part = index / uniforms.tiles;
      let down = tapDown * uniforms.dilationDown - uniforms.padTop;
      ${each(width, (tap) => `var sum${tap} = vec4<f32>(0.0);`)}
      let end = min(uniforms.rows, (part + 1) * uniforms.rowsAPart);
      for (var row = part * uniforms.rowsAPart; row < end; row++) {
        let y = row % uniforms.outHeight * uniforms.strideDown + down;
        if (u32(y) >= u32(uniforms.inHeight)) { continue; }
        let xRow = (row / uniforms.outHeight * uniforms.inHeight + y) * inWidth;
        var first = -uniforms.padLeft;
        for (var pixel = 0; pixel < outWidth; pixel += ${join.pixels}) {
          let dyAt = (row * outWidth + pixel) * vectors + vector;
          ${each(join.pixels, (q) => `let share${q} = select(vec4<f32>(0.0), dy[dyAt + ${q} * vectors], pixel + ${q} < outWidth);`)}
          let xAt = (xRow + first) * vectors + vector;
          ${each(
            join.places.length,
            (i) => `
            let isIn${i} = u32(first + ${join.places[i]}) < u32(inWidth);
            let value${i} = select(vec4<f32>(0.0), x[xAt + ${join.places[i]} * vectors], isIn${i});`,
          )}
          ${each(width, (wanted) =>
            multiplyAdd(
              `sum${wanted}`,
              join.meetings
                .filter(({ tap }) => tap === wanted)
                .map(({ pixel, place }) => [`share${pixel}`, `value${place}`]),
            ),
          )}
          first += ${join.pixels * g.strideAcross};
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
