import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu'
import type { TensorInfo } from '@tensorflow/tfjs-core'
import { activationWgsl } from '../../webgpu/activationWgsl.ts'
import { optionalInput, runProgram } from '../../webgpu/asWebgpu.ts'
import type { GatherProduct } from './gatherProduct.ts'
import { each, lanesOf, multiplyAdd, planGather, rowsWgsl } from './gatherWgsl.ts'
import { SHARED_VECTORS } from './variants.ts'

/** A workgroup's part of the answer: 64 pixels by 64 columns; each of its 64 invocations keeps 8 x 8 of it. */
const TILE_ROWS = 64
/** Vectors of the inner axis that are read at once. */
const STEP_VECTORS = 2

/**
 * The same product with both factors read through workgroup memory: for 8 places of the inner axis a workgroup reads
 * 64 x 2 + 8 x 16 vectors, four an invocation, and does 65,536 FLOP with them: 16 FLOP a byte of a GPU's cache, where a
 * tile of registers alone has 2. 4 KiB of workgroup memory (so that memory never limits how many are resident), 64 sums
 * and some 40 other registers. Only where the stride is 1 or the direction forward: barriers want every invocation to
 * walk through the same taps.
 */
export function sharedProduct(backend: WebGPUBackend, product: GatherProduct): TensorInfo {
  const { geometry, direction, columns, depth, outputShape, bias, activation } = product
  const plan = planGather(geometry, direction, TILE_ROWS)
  const loads = (TILE_ROWS * STEP_VECTORS) / 64
  // An invocation gathers two of the tile's rows: `rows` here are those, not the ones it sums.
  const gather = { ...plan, rows: 1, isPointwise: false }
  return runProgram(backend, {
    key: `gatherShared_${direction}_${plan.isBounded ? 'bounded' : 'inside'}_${activation}_${bias ? 'bias' : ''}`,
    outputShape,
    outputComponents: 4,
    usesBarriers: true,
    inputs: [
      { name: 'source', tensor: product.source, components: 4 },
      { name: 'weight', tensor: product.weight, components: 4 },
      ...optionalInput('bias', bias),
    ],
    integers: {
      ...plan.integers,
      steps: depth / 4,
      vectors: columns / 4,
      groupVectors: columns / 4 / geometry.groups,
      sourceVectors: (depth / 4) * geometry.groups,
    },
    invocations: (plan.slots / TILE_ROWS) * (columns / 4 / SHARED_VECTORS) * 64,
    functions: `
      var<workgroup> sources : array<vec4<f32>, ${TILE_ROWS * STEP_VECTORS}>;
      var<workgroup> weights : array<vec4<f32>, ${SHARED_VECTORS * STEP_VECTORS * 4}>;
      ${activationWgsl(activation)}`,
    body: `
      let lane = i32(localIndex);
      let group = index / 64;
      let groupsAcross = uniforms.vectors / ${SHARED_VECTORS};
      let column0 = (group % groupsAcross) * ${SHARED_VECTORS};
      let first = column0 / uniforms.groupVectors * uniforms.steps;
      // The row that this invocation reads for all.
      let tile = group / groupsAcross * ${TILE_ROWS} + lane;
      ${rowsWgsl(gather)}
      let myRows = lane / 8 * 8;
      let myColumn = lane % 8;
      ${each(8, (r) => `var sum${r}_0 = vec4<f32>(0.0); var sum${r}_1 = vec4<f32>(0.0);`)}
      for (var tap = 0; tap < uniforms.taps; tap++) {
        ${
          direction === 'forward'
            ? `let y = top0 + tap / uniforms.filterWidth * uniforms.dilationDown;
               let x = left0 + tap % uniforms.filterWidth * uniforms.dilationAcross;`
            : `let y = top0 + uniforms.padTop - tap / uniforms.filterWidth * uniforms.dilationDown;
               let x = left0 + uniforms.padLeft - tap % uniforms.filterWidth * uniforms.dilationAcross;`
        }
        let isIn = (u32(y) < u32(uniforms.sourceHeight)) & (u32(x) < u32(uniforms.sourceWidth));
        let place = (picture0 * uniforms.sourceHeight + y) * uniforms.sourceWidth + x;
        let start = select(0, place, isIn) * uniforms.sourceVectors + first;
        for (var step = 0; step < uniforms.steps; step += ${STEP_VECTORS}) {
          workgroupBarrier();
          ${each(
            loads,
            (i) => `
            {
              let isRead = isIn & (step + ${i} < uniforms.steps);
              sources[${i * TILE_ROWS} + lane] =
                select(vec4<f32>(0.0), source[select(0, start + step + ${i}, isRead)], isRead);
              let weightRow = step * 4 + ${i * 4} + lane / ${SHARED_VECTORS};
              let isWeight = weightRow < uniforms.steps * 4;
              let weightAt = (tap * uniforms.steps * 4 + weightRow) * uniforms.vectors + column0 + lane % ${SHARED_VECTORS};
              weights[${i * 64} + lane] = select(vec4<f32>(0.0), weight[select(0, weightAt, isWeight)], isWeight);
            }`,
          )}
          workgroupBarrier();
          for (var part = 0; part < ${STEP_VECTORS}; part++) {
            ${each(4, (k) => `let weight${k}_0 = weights[part * 64 + ${k * SHARED_VECTORS} + myColumn]; let weight${k}_1 = weights[part * 64 + ${k * SHARED_VECTORS + 8} + myColumn];`)}
            ${each(
              8,
              (r) => `
              let value${r} = sources[part * ${TILE_ROWS} + myRows + ${r}];
              ${each(2, (v) =>
                multiplyAdd(
                  `sum${r}_${v}`,
                  lanesOf(`value${r}`, (k) => `weight${k}_${v}`),
                ),
              )}`,
            )}
          }
        }
      }
      let row0 = group / groupsAcross * ${TILE_ROWS} + myRows;
      ${each(
        8,
        (r) => `
        if (row0 + ${r} >= uniforms.count) { return; }
        ${each(
          2,
          (v) => `
          {
            let column = column0 + ${v * 8} + myColumn;
            result[(row0 + ${r}) * uniforms.vectors + column] =
              activate(sum${r}_${v} ${bias ? '+ bias[column]' : ''});
          }`,
        )}`,
      )}`,
  })
}
