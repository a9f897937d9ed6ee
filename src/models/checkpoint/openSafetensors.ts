import type { Checkpoint, CheckpointTensor } from './checkpoint.ts'
import { readSafetensorsHeader } from './safetensors.ts'

/** Opens a safetensors file: reads its header and leaves the values in the file. Throws a CheckpointError. */
export async function openSafetensors(file: Blob): Promise<Checkpoint> {
  const { entries, metadata, valuesStart } = await readSafetensorsHeader(file)
  const tensors = new Map<string, CheckpointTensor>()
  for (const { name, dtype, shape, begin, end } of entries) {
    const readBytes = async () =>
      new Uint8Array(await file.slice(valuesStart + begin, valuesStart + end).arrayBuffer())
    tensors.set(name, { dtype, shape, readBytes })
  }
  return { format: 'safetensors', tensors, modelPath: [], skipped: [], metadata }
}
