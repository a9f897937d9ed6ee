import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { activationWgsl } from '../webgpu/activationWgsl.ts'
import { asWebgpu, componentsOf, optionalInput, runProgram } from '../webgpu/asWebgpu.ts'
import {
  declareSums,
  eachRow,
  eachSum,
  multiplyStep,
  TILE_ROWS,
  tileVectors,
} from '../webgpu/tileWgsl.ts'

/**
 * activation(x · weight + bias + addend) in 2 · rows · in · out FLOP. An invocation keeps a tile of 8 x 8 sums (8 x 4 where columns are no multiple of 8) in
 * registers (16 vectors, with 8 of weights and 1 of x some 100 floats): for every 4 places of the inner axis it reads
 * 16 vectors and does 512 FLOP, 2 FLOP a byte before caches. Neighbours take neighbouring columns of the same rows, so
 * a GPU reads weights in whole lines and x as broadcasts from its cache; no workgroup memory or barrier is needed.
 */
export const linearWebgpu: KernelConfig = {
  kernelName: 'LimnLinear',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { activation } = attributesOf('LimnLinear', attrs)
    const x = requireInput(inputs, 'x')
    const weight = requireInput(inputs, 'weight')
    const { bias, addend } = inputs
    const [rows = 0, depth = 0] = x.shape
    const columns = weight.shape[1] ?? 0
    const components = componentsOf(x)
    const vectors = tileVectors(columns)
    const store = (row: number, vector: number): string => `
      if (row0 + ${row} < uniforms.rows) {
        let place = column + ${vector};
        ${addend ? `let added = addend[((row0 + ${row}) % uniforms.addendRows) * uniforms.vectors + place];` : ''}
        result[(row0 + ${row}) * uniforms.vectors + place] =
          activate(sum${row}_${vector} ${bias ? '+ bias[place]' : ''} ${addend ? '+ added' : ''});
      }`
    return runProgram(asWebgpu(backend), {
      key: `linear_${vectors}_${activation}_${bias ? 'bias' : ''}_${addend ? 'addend' : ''}`,
      outputShape: [rows, columns],
      outputComponents: 4,
      inputs: [
        { name: 'x', tensor: x, components },
        { name: 'weight', tensor: weight, components: 4 },
        ...optionalInput('bias', bias),
        ...optionalInput('addend', addend),
      ],
      integers: {
        rows,
        steps: depth / components,
        vectors: columns / 4,
        addendRows: addend?.shape[0] ?? 1,
      },
      invocations: Math.ceil(rows / TILE_ROWS) * (columns / 4 / vectors),
      functions: activationWgsl(activation),
      body: `
        let tilesAcross = uniforms.vectors / ${vectors};
        let column = (index % tilesAcross) * ${vectors};
        let row0 = (index / tilesAcross) * ${TILE_ROWS};
        ${eachRow((row) => `let source${row} = min(row0 + ${row}, uniforms.rows - 1) * uniforms.steps;`)}
        ${declareSums(vectors)}
        for (var step = 0; step < uniforms.steps; step++) {
          ${multiplyStep({
            components,
            vectors,
            load: (row) => `x[source${row} + step]`,
            weightAt: (place) => `(step * ${components} + ${place}) * uniforms.vectors + column`,
          })}
        }
        ${eachSum(vectors, store)}`,
    })
  },
}
