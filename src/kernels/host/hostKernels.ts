import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu'
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import {
  util,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { SHAPES, ShapesBackend } from '../shapes/shapesBackend.ts'
import { tellUse } from '../shapes/tellUse.ts'

/** Values of a tensor where JavaScript can index them. */
export type HostValues = Float32Array | Int32Array

/** What a kernel answers, and how its values come about. */
export interface HostResult {
  readonly shape: readonly number[]
  readonly dtype: 'float32' | 'int32'
  /** Writes the answer into `output`, which holds zeros. `read` gives the values of an input. */
  readonly fill: (output: HostValues, read: (input: TensorInfo) => HostValues) => void
}

/**
 * One plain loop over typed arrays, registered for the two backends whose tensors lie in this thread's memory: 'cpu',
 * where it is the reference, and 'wasm', where it works on the heap in place. Its plan alone makes the kernel of the
 * backend that knows shapes only.
 */
export function hostKernels(
  kernelName: string,
  plan: (inputs: NamedTensorInfoMap, attributes: NamedAttrMap | undefined) => HostResult,
  /** Without 'wasm' where it has a kernel of its own. */
  backends: readonly ('cpu' | 'wasm')[] = ['cpu', 'wasm'],
): KernelConfig[] {
  return [...backends, SHAPES].map((backendName) => ({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs, backend }) => {
      const result = plan(inputs, attrs)
      if (backend instanceof ShapesBackend) {
        tellUse(backend, inputs, result.shape)
        return backend.make(result.shape, result.dtype)
      }
      if (backend instanceof BackendWasm) return fillHeap(backend, result)
      if (isCpu(backend)) return fillArray(backend, result)
      throw new Error(`${kernelName} was run on a backend it is not registered for.`)
    },
  }))
}

function fillArray(backend: MathBackendCPU, { shape, dtype, fill }: HostResult): TensorInfo {
  const size = util.sizeFromShape([...shape])
  const output = dtype === 'int32' ? new Int32Array(size) : new Float32Array(size)
  fill(output, (input) => {
    // A tensor without elements may have come without an array.
    const isEmpty = util.sizeFromShape(input.shape) === 0
    return isEmpty ? new Float32Array(0) : asHostValues(backend.readSync(input.dataId))
  })
  return backend.makeTensorInfo([...shape], dtype, output)
}

function fillHeap(backend: BackendWasm, { shape, dtype, fill }: HostResult): TensorInfo {
  // The output comes first: making it may grow the heap, and that would detach every view of it.
  const info = backend.makeOutput([...shape], dtype)
  const output = asHostValues(backend.typedArrayFromHeap(info))
  output.fill(0)
  fill(output, (input) => asHostValues(backend.typedArrayFromHeap(input)))
  return info
}

/** Only the CPU backend's type is imported: pages that do not use it do not load it. */
function isCpu(backend: object): backend is MathBackendCPU {
  return 'makeTensorInfo' in backend && 'readSync' in backend
}

function asHostValues(values: object): HostValues {
  if (values instanceof Float32Array || values instanceof Int32Array) return values
  throw new Error('The kernel reads tensors of float32 or int32 only.')
}
