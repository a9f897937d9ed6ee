import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import type { Activation } from '../../activation.ts'
import { activationWgsl } from '../../webgpu/activationWgsl.ts'
import { optionalInput, runProgram } from '../../webgpu/asWebgpu.ts'
import type { ConvolutionGeometry } from '../convolutionGeometry.ts'
import {
  each,
  insideWgsl,
  lanesOf,
  multiplyAdd,
  planGather,
  rowsWgsl,
  storeWgsl,
  tapsWgsl,
  type Direction,
  type Gather,
} from './gatherWgsl.ts'
import { sharedProduct } from './sharedProduct.ts'
import type { ProductVariant } from './variants.ts'

export interface GatherProduct {
  readonly geometry: ConvolutionGeometry
  readonly direction: Direction
  /** [pixels, groups · depth], depth a multiple of four */
  readonly source: TensorInfo
  /** [taps, depth, columns], columns a multiple of four; or [taps, columns, depth] if `isTurned`, without groups. */
  readonly weight: TensorInfo
  readonly isTurned: boolean
  readonly depth: number
  /** Columns of the weight, and how many of them are channels of the answer: all, or all but some that fill up. */
  readonly columns: number
  readonly outputShape: readonly [number, number, number, number]
  /** [columns] */
  readonly bias?: TensorInfo | undefined
  readonly activation: Activation
  readonly variant: ProductVariant
}

/**
 * A convolution as a matrix product whose left side is gathered while it is multiplied (nothing is unrolled in memory):
 * 2 · pixels · taps · depth · columns FLOP.
 *
 * An invocation keeps a tile of `rows` pixels by `vectors` · 4 columns in registers. For four places of the inner axis
 * it reads rows + 4 · vectors vectors and does rows · vectors · 32 FLOP: with 8 x 2, 16 vectors for 512 FLOP, or 2 FLOP a
 * byte before caches; with 8 x 4, 24 for 1024. Neighbours take the next columns of the same pixels: a GPU reads weights
 * in whole lines and the source as broadcasts. docs/kernels.md says what that asks of registers.
 */
export function gatherProduct(backend: WebGPUBackend, product: GatherProduct): TensorInfo {
  const { geometry, direction, columns, outputShape, bias, activation, variant } = product
  const channels = outputShape[3]
  if (variant.isShared) return sharedProduct(backend, product)
  const { rows, vectors } = variant
  const gather = planGather(geometry, direction, rows)
  const flags = [
    gather.isBounded ? 'bounded' : 'inside',
    gather.isPointwise ? 'pointwise' : gather.isStrided ? 'strided' : 'plain',
    geometry.groups > 1 ? 'grouped' : product.isTurned ? 'turned' : 'whole',
  ]
  const store = (r: number): string =>
    each(vectors, (v) => {
      const value = `activate(sum${r}_${v} ${bias ? `+ bias[column + ${v}]` : ''})`
      if (channels % 4 === 0) return `result[pixel * uniforms.vectors + column + ${v}] = ${value};`
      return `
        let value${v} = ${value};
        for (var lane = 0; lane < min(4, uniforms.channels - (column + ${v}) * 4); lane++) {
          result[pixel * uniforms.channels + (column + ${v}) * 4 + lane] = value${v}[lane];
        }`
    })
  return runProgram(backend, {
    key: `gather_${direction}_${rows}x${vectors}_${flags.join('_')}_${activation}_${bias ? 'bias' : ''}_${channels % 4}`,
    outputShape,
    outputComponents: channels % 4 === 0 ? 4 : 1,
    inputs: [
      { name: 'source', tensor: product.source, components: 4 },
      { name: 'weight', tensor: product.weight, components: 4 },
      ...optionalInput('bias', bias),
    ],
    integers: {
      ...gather.integers,
      steps: product.depth / 4,
      vectors: columns / 4,
      groupVectors: columns / 4 / geometry.groups,
      sourceVectors: (product.depth / 4) * geometry.groups,
      channels,
    },
    invocations: ((gather.slots * gather.phases) / rows) * (columns / 4 / vectors),
    functions: activationWgsl(activation),
    body: `
      let tilesAcross = uniforms.vectors / ${vectors};
      let column = (index % tilesAcross) * ${vectors};
      let tile = index / tilesAcross;
      let first = ${geometry.groups > 1 ? 'column / uniforms.groupVectors * uniforms.steps' : '0'};
      ${rowsWgsl(gather)}
      ${each(rows, (r) => each(vectors, (v) => `var sum${r}_${v} = vec4<f32>(0.0);`))}
      // What a loop uses is read before it: not every compiler moves it out by itself.
      let steps = uniforms.steps;
      let width = uniforms.vectors;
      let sourceVectors = uniforms.sourceVectors;
      ${tapsWgsl(
        gather,
        `
        ${each(rows, (r) => `let start${r} = at${r} * sourceVectors + first;`)}
        ${product.isTurned ? turnedSteps(gather, vectors) : plainSteps(gather, vectors)}`,
      )}
      ${storeWgsl(gather, store)}`,
  })
}

/** Four places of the inner axis: a vector of each row, and of each place the tile's columns. */
function plainSteps(gather: Gather, vectors: number): string {
  return `
    var weightAt0 = tap * steps * 4 * width + column;
    for (var step = 0; step < steps; step++) {
      ${each(3, (lane) => `let weightAt${lane + 1} = weightAt${lane} + width;`)}
      ${each(4, (lane) => each(vectors, (v) => `let weight${lane}_${v} = weight[weightAt${lane} + ${v}];`))}
      weightAt0 = weightAt3 + width;
      ${each(
        gather.rows,
        (r) => `
        let value${r} = ${insideWgsl(gather, r, `source[start${r} + step]`)};
        ${each(vectors, (v) =>
          multiplyAdd(
            `sum${r}_${v}`,
            lanesOf(`value${r}`, (lane) => `weight${lane}_${v}`),
          ),
        )}`,
      )}
    }`
}

/** The same of a weight whose columns are rows: as many vectors and products, added up within a vector. */
function turnedSteps(gather: Gather, vectors: number): string {
  const dot = (r: number, c: number): string => `dot(value${r}, weight${c})`
  return `
    var weightAt0 = (tap * width + column) * 4 * steps;
    for (var step = 0; step < steps; step++) {
      ${each(vectors * 4 - 1, (c) => `let weightAt${c + 1} = weightAt${c} + steps;`)}
      ${each(vectors * 4, (c) => `let weight${c} = weight[weightAt${c}];`)}
      weightAt0++;
      ${each(
        gather.rows,
        (r) => `
        let value${r} = ${insideWgsl(gather, r, `source[start${r} + step]`)};
        ${each(vectors, (v) => `sum${r}_${v} += vec4<f32>(${[0, 1, 2, 3].map((lane) => dot(r, v * 4 + lane)).join(', ')});`)}`,
      )}
    }`
}
