import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { sumRows } from '../../biasGradient/sumRowsWebgpu.ts'
import { chooseVariant } from '../../tuning/tuning.ts'
import { runProgram } from '../../webgpu/asWebgpu.ts'
import { filterShape, type ConvolutionGeometry } from '../convolutionGeometry.ts'
import { each, multiplyAdd } from './gatherWgsl.ts'
import { cropFilter, inFours, Scratch } from './rearrange.ts'
import { planSplit } from './split.ts'

/** Vectors of four input channels and of four output channels whose products an invocation keeps. */
interface FilterVariant {
  readonly name: string
  readonly inputs: 1 | 2
  readonly outputs: 1 | 2 | 4
}

const VARIANTS: readonly FilterVariant[] = [
  { name: '8x8', inputs: 2, outputs: 2 },
  { name: '8x16', inputs: 2, outputs: 4 },
  { name: '4x8', inputs: 1, outputs: 2 },
]

/**
 * Each weight is a sum over all pixels: 2 · pixels · taps · in · out FLOP with few, long sums. So the sums are split over
 * rows of the map (split-K), and a second pass adds the parts in order: no atomics, the same bits on every run.
 *
 * An invocation keeps, for one tap, a tile of 8 inputs by 8 outputs (16 vectors of sums). For a pixel it reads 4 vectors
 * and does 128 FLOP, 2 FLOP a byte before caches, and which pixels of a row lie inside is settled once a row. Neighbours
 * take the next outputs, so that x comes as broadcasts and dy in lines. Some 90 registers, no workgroup memory.
 */
export function filterGradientProduct(
  backend: WebGPUBackend,
  geometry: ConvolutionGeometry,
  inputs: { x: TensorInfo; dy: TensorInfo },
): TensorInfo {
  const g = geometry
  const scratch = new Scratch(backend)
  const x = scratch.inFours(inputs.x)
  const dy = scratch.inFours(inputs.dy)
  const groupIn = inFours(g.inChannels / g.groups) / 4
  const outputs = inFours(g.outChannels) / 4
  const taps = g.filterHeight * g.filterWidth
  const variant = chooseVariant({
    kernel: 'LimnConvolutionFilterGradient',
    sizes: { rows: groupIn, columns: outputs, depth: g.batch * g.outHeight * g.outWidth, taps },
    geometry,
    variants: possibleVariants(groupIn, outputs / g.groups),
  })
  const tiles = taps * (groupIn / variant.inputs) * (outputs / variant.outputs)
  const weights = taps * groupIn * 4 * outputs * 4
  const split = planSplit(backend, g, { invocations: tiles, values: weights })
  const shape = filterShape(g)
  const isWhole = groupIn * 4 === shape[2] && outputs * 4 === shape[3]
  const partial = runProgram(backend, {
    key: `filterGradient_${variant.inputs}x${variant.outputs}`,
    outputShape:
      split.parts === 1 && isWhole ? shape : [split.parts * taps, groupIn * 4, outputs * 4],
    outputComponents: 4,
    inputs: [
      { name: 'x', tensor: x, components: 4 },
      { name: 'dy', tensor: dy, components: 4 },
    ],
    integers: {
      rows: g.batch * g.outHeight,
      rowsAPart: split.rows,
      tiles,
      groupIn,
      outputs,
      groupOut: outputs / g.groups,
      inVectors: groupIn * g.groups,
      inHeight: g.inHeight,
      inWidth: g.inWidth,
      outHeight: g.outHeight,
      outWidth: g.outWidth,
      filterWidth: g.filterWidth,
      strideDown: g.strideDown,
      strideAcross: g.strideAcross,
      dilationDown: g.dilationDown,
      dilationAcross: g.dilationAcross,
      padTop: g.padTop,
      padLeft: g.padLeft,
      vectors: weights / 4,
    },
    invocations: tiles * split.parts,
    body: `
      let tile = index % uniforms.tiles;
      let part = index / uniforms.tiles;
      let tilesAcross = uniforms.outputs / ${variant.outputs};
      let output = tile % tilesAcross * ${variant.outputs};
      let tilesDown = uniforms.groupIn / ${variant.inputs};
      let input = tile / tilesAcross % tilesDown * ${variant.inputs};
      let tap = tile / tilesAcross / tilesDown;
      let first = output / uniforms.groupOut * uniforms.groupIn + input;
      let down = tap / uniforms.filterWidth * uniforms.dilationDown - uniforms.padTop;
      let across = tap % uniforms.filterWidth * uniforms.dilationAcross - uniforms.padLeft;
      // The columns of dy whose column of x lies inside.
      let firstColumn = max(0, (uniforms.strideAcross - 1 - across) / uniforms.strideAcross);
      let columnEnd = min(
        uniforms.outWidth,
        max(0, uniforms.inWidth - across + uniforms.strideAcross - 1) / uniforms.strideAcross);
      ${each(variant.inputs * 4, (i) => each(variant.outputs, (o) => `var sum${i}_${o} = vec4<f32>(0.0);`))}
      let end = min(uniforms.rows, (part + 1) * uniforms.rowsAPart);
      let xStep = uniforms.strideAcross * uniforms.inVectors;
      let dyStep = uniforms.outputs;
      for (var row = part * uniforms.rowsAPart; row < end; row++) {
        let y = row % uniforms.outHeight * uniforms.strideDown + down;
        if (u32(y) >= u32(uniforms.inHeight)) { continue; }
        let xRow = (row / uniforms.outHeight * uniforms.inHeight + y) * uniforms.inWidth + across;
        var xAt = (xRow + firstColumn * uniforms.strideAcross) * uniforms.inVectors + first;
        var dyAt = (row * uniforms.outWidth + firstColumn) * uniforms.outputs + output;
        // Two pixels at a time, so that each sum is taken up half as often; the odd one meets a zero.
        for (var column = firstColumn; column < columnEnd; column += 2) {
          let isPair = column + 1 < columnEnd;
          let nextX = select(xAt, xAt + xStep, isPair);
          let nextDy = select(dyAt, dyAt + dyStep, isPair);
          ${each(
            variant.outputs,
            (o) => `
            let dy${o} = dy[dyAt + ${o}];
            let next${o} = select(vec4<f32>(0.0), dy[nextDy + ${o}], isPair);`,
          )}
          ${each(
            variant.inputs,
            (v) => `
            let x${v} = x[xAt + ${v}];
            let nextX${v} = x[nextX + ${v}];
            ${each(4, (lane) =>
              each(variant.outputs, (o) =>
                multiplyAdd(`sum${v * 4 + lane}_${o}`, [
                  [`x${v}[${lane}]`, `dy${o}`],
                  [`nextX${v}[${lane}]`, `next${o}`],
                ]),
              ),
            )}`,
          )}
          xAt += 2 * xStep;
          dyAt += 2 * dyStep;
        }
      }
      let place = part * uniforms.vectors + (tap * uniforms.groupIn + input) * 4 * uniforms.outputs + output;
      ${each(variant.inputs * 4, (i) => each(variant.outputs, (o) => `result[place + ${i} * uniforms.outputs + ${o}] = sum${i}_${o};`))}`,
  })
  scratch.dispose()
  const added =
    split.parts === 1
      ? partial
      : sumRows(backend, partial, isWhole ? shape : [taps, groupIn * 4, outputs * 4])
  if (added !== partial) backend.disposeData(partial.dataId)
  if (isWhole) return added
  const cropped = cropFilter(backend, added, shape)
  backend.disposeData(added.dataId)
  return cropped
}

function possibleVariants(groupIn: number, groupOut: number): readonly FilterVariant[] {
  const narrowed = VARIANTS.map(({ name, inputs, outputs }) => ({
    name,
    inputs: groupIn % inputs === 0 ? inputs : (1 as const),
    outputs: widest(outputs, groupOut),
  }))
  return narrowed.filter(
    (variant, i) =>
      i ===
      narrowed.findIndex(
        ({ inputs, outputs }) => inputs === variant.inputs && outputs === variant.outputs,
      ),
  )
}

function widest(wanted: 1 | 2 | 4, vectors: number): 1 | 2 | 4 {
  if (wanted === 4 && vectors % 4 === 0) return 4
  return wanted > 1 && vectors % 2 === 0 ? 2 : 1
}
