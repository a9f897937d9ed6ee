import type { KernelConfig } from '@tensorflow/tfjs-core'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, runProgram } from '../webgpu/asWebgpu.ts'
import { OVERLAP_WGSL } from './overlapWgsl.ts'

/**
 * One pair an invocation: 15 FLOP, 4 bytes written, 32 read (a's box is the same for a whole row of neighbours, b's
 * boxes are neighbours in whole cache lines). A dozen registers and no workgroup memory: every lane is resident, and
 * writing bounds it. 1000 x 1000 pairs are 15,625 workgroups and 4 MB.
 */
export const boxIouWebgpu: KernelConfig = {
  kernelName: 'LimnBoxIou',
  backendName: 'webgpu',
  kernelFunc: ({ inputs, backend }) => {
    const a = requireInput(inputs, 'a')
    const b = requireInput(inputs, 'b')
    const [rows = 0] = a.shape
    const [columns = 0] = b.shape
    return runProgram(asWebgpu(backend), {
      key: 'boxIou',
      outputShape: [rows, columns],
      outputComponents: 1,
      inputs: [
        { name: 'a', tensor: a, components: 4 },
        { name: 'b', tensor: b, components: 4 },
      ],
      integers: { columns },
      invocations: rows * columns,
      functions: OVERLAP_WGSL,
      body: `
        let left = a[index / uniforms.columns];
        let right = b[index % uniforms.columns];
        let overlap = intersectionOf(left, right);
        let covered = areaOf(left) + areaOf(right) - overlap;
        result[index] = select(overlap / covered, 0.0, covered == 0.0);`,
    })
  },
}
