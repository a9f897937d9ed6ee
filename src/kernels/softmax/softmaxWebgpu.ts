import type { KernelConfig } from '@tensorflow/tfjs-core'
import { attributesOf } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { asWebgpu, makeZeros, runProgram, sizeOf } from '../webgpu/asWebgpu.ts'

/**
 * One invocation a row: the rows are pixels or boxes by the thousand, their columns some classes. Three walks along the
 * row, of which the first reads memory (4 bytes a value) and the others the cache: a row of 91 classes is 364 bytes. Two
 * exponentials, 5 FLOP and 8 bytes a value. Half a dozen registers, no workgroup memory, so that occupancy is full;
 * neighbours read a row apart, which lines of the cache make good while rows are shorter than a line or two.
 */
export const softmaxWebgpu: readonly KernelConfig[] = [
  {
    kernelName: 'LimnSoftmax',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
      const backend = asWebgpu(anyBackend)
      const { isLog } = attributesOf('LimnSoftmax', attrs)
      const x = requireInput(inputs, 'x')
      if (sizeOf(x) === 0) return makeZeros(backend, x.shape)
      const columns = x.shape.at(-1) ?? 1
      return runProgram(backend, {
        key: isLog ? 'logSoftmax' : 'softmax',
        outputShape: x.shape,
        outputComponents: 1,
        inputs: [{ name: 'x', tensor: x, components: 1 }],
        integers: { columns },
        invocations: sizeOf(x) / columns,
        body: `
          let first = index * uniforms.columns;
          let end = first + uniforms.columns;
          var largest = x[first];
          for (var i = first + 1; i < end; i++) { largest = max(largest, x[i]); }
          var sum = 0.0;
          for (var i = first; i < end; i++) { sum += exp(x[i] - largest); }
          ${isLog ? 'let logSum = log(sum);' : ''}
          for (var i = first; i < end; i++) {
            result[i] = ${isLog ? 'x[i] - largest - logSum' : 'exp(x[i] - largest) / sum'};
          }`,
      })
    },
  },
  {
    kernelName: 'LimnSoftmaxGradient',
    backendName: 'webgpu',
    kernelFunc: ({ inputs, attrs, backend: anyBackend }) => {
      const backend = asWebgpu(anyBackend)
      const { isLog } = attributesOf('LimnSoftmaxGradient', attrs)
      const dy = requireInput(inputs, 'dy')
      const y = requireInput(inputs, 'y')
      if (sizeOf(y) === 0) return makeZeros(backend, y.shape)
      const columns = y.shape.at(-1) ?? 1
      return runProgram(backend, {
        key: isLog ? 'logSoftmaxGradient' : 'softmaxGradient',
        outputShape: y.shape,
        outputComponents: 1,
        inputs: [
          { name: 'dy', tensor: dy, components: 1 },
          { name: 'y', tensor: y, components: 1 },
        ],
        integers: { columns },
        invocations: sizeOf(y) / columns,
        body: `
          let first = index * uniforms.columns;
          let end = first + uniforms.columns;
          var sum = 0.0;
          for (var i = first; i < end; i++) { sum += dy[i]${isLog ? '' : ' * y[i]'}; }
          for (var i = first; i < end; i++) {
            result[i] = ${isLog ? 'dy[i] - exp(y[i]) * sum' : 'y[i] * (dy[i] - sum)'};
          }`,
      })
    },
  },
]
