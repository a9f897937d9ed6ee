import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'

/** Address of a tensor's first value in the backend's memory, 0 for no tensor. */
export function addressOf(backend: BackendWasm, tensor: TensorInfo | undefined): number {
  return tensor === undefined ? 0 : backend.getMemoryOffset(tensor.dataId)
}

/** An input that a kernel cannot do without. */
export function requireInput(inputs: NamedTensorInfoMap, name: string): TensorInfo {
  const input: TensorInfo | undefined = inputs[name]
  if (input !== undefined) return input
  throw new Error(`The kernel was run without ${name}.`)
}

/** Lends a kernel memory that is free again afterwards. */
export function withScratch(
  backend: BackendWasm,
  bytes: number,
  run: (address: number) => void,
): void {
  const scratch = backend.makeOutput([Math.ceil(bytes / 4)], 'float32')
  try {
    run(addressOf(backend, scratch))
  } finally {
    backend.disposeData(scratch.dataId)
  }
}

/** The values of a float32 tensor, where they lie: until the heap grows. */
export function readFloats(backend: BackendWasm, tensor: TensorInfo): Float32Array {
  const values = backend.typedArrayFromHeap(tensor)
  if (values instanceof Float32Array) return values
  throw new Error('The kernel reads float32 here.')
}
