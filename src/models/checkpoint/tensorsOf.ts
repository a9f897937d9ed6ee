import type { CheckpointTensor } from './checkpoint.ts'
import { isElementType, type ElementType } from './elementType.ts'
import type { StateDict } from './safetensors.ts'

/** Weights in memory as tensors to write. What was widened when it was read is written wide. */
export function tensorsOf(stateDict: StateDict): ReadonlyMap<string, CheckpointTensor> {
  const tensors = new Map<string, CheckpointTensor>()
  for (const [name, { dtype, shape, data }] of stateDict) {
    const readBytes = () => {
      const bytes = new Uint8Array(data.byteLength)
      bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
      return Promise.resolve(bytes)
    }
    const isWidened = data instanceof Float32Array || !isElementType(dtype)
    const type: ElementType = isWidened ? 'F32' : dtype
    tensors.set(name, { dtype: type, shape, readBytes })
  }
  return tensors
}
