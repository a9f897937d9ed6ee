import { elementBytes, valuesOf, type ElementType } from './elementType.ts'
import { CheckpointError, type StoredTensor } from './safetensors.ts'

/** A tensor that is still in its file. */
export interface CheckpointTensor {
  readonly dtype: ElementType
  readonly shape: readonly number[]
  /** Row-major, little-endian, in the file's own element type. The bytes are the caller's. */
  readonly readBytes: () => Promise<Uint8Array<ArrayBuffer>>
}

export type CheckpointFormat = 'pytorch' | 'pytorch-legacy' | 'safetensors' | 'tfjs-layers'

/** What a checkpoint file holds, read one tensor at a time. */
export interface Checkpoint {
  readonly format: CheckpointFormat
  readonly tensors: ReadonlyMap<string, CheckpointTensor>
  /** Under which keys of the file the weights lay, outermost first: `['model']` of `{model, optimizer, …}`. */
  readonly modelPath: readonly string[]
  /** Entries beside the tensors that are no tensors. */
  readonly skipped: readonly string[]
  /** What the writer noted (safetensors), text by name. */
  readonly metadata: ReadonlyMap<string, string>
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined
  /** Of the bytes, 0 to 1. */
  readonly onProgress?: (fraction: number) => void
}

/** A view may repeat its storage (stride 0), so that few bytes may claim many; real checkpoints stay far below. */
const MAX_GROWTH = 16
const FREE_BYTES = 64 * 1024 * 1024

/** @throws CheckpointError when the tensors would take far more memory than the file has bytes */
export function refuseGrowth(
  tensors: Iterable<Pick<CheckpointTensor, 'dtype' | 'shape'>>,
  fileBytes: number,
): void {
  let total = 0
  for (const tensor of tensors) total += tensorBytes(tensor)
  if (total > FREE_BYTES + MAX_GROWTH * fileBytes) {
    throw new CheckpointError(
      `The file of ${fileBytes} bytes describes tensors of ${total} bytes: it is made to fill the memory.`,
      'Do not trust where it came from.',
    )
  }
}

/** Infinity where the sizes are beyond all measure. */
export function tensorBytes({ dtype, shape }: Pick<CheckpointTensor, 'dtype' | 'shape'>): number {
  if (shape.includes(0)) return 0
  return shape.reduce((product, size) => product * size, elementBytes(dtype))
}

/** Reads every tensor into memory, one after the other. */
export async function readStateDict(
  { tensors }: Pick<Checkpoint, 'tensors'>,
  { signal, onProgress }: ReadOptions = {},
): Promise<Map<string, StoredTensor>> {
  let total = 0
  for (const tensor of tensors.values()) total += tensorBytes(tensor)
  let done = 0
  const stateDict = new Map<string, StoredTensor>()
  for (const [name, tensor] of tensors) {
    signal?.throwIfAborted()
    const { dtype, shape } = tensor
    stateDict.set(name, { dtype, shape, data: valuesOf(dtype, await tensor.readBytes()) })
    done += tensorBytes(tensor)
    onProgress?.(total === 0 ? 1 : done / total)
  }
  return stateDict
}
