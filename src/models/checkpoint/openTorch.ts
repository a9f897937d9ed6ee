import { LimnError } from '../../domain/failure.ts'
import { refuseGrowth, type Checkpoint, type CheckpointTensor } from './checkpoint.ts'
import { CheckpointError } from './safetensors.ts'
import { readTorchLegacy } from './torch/readTorchLegacy.ts'
import { readTorchZip, type TorchFile } from './torch/readTorchZip.ts'
import { selectStateDict } from './torch/selectStateDict.ts'
import type { TorchTensor } from './torch/torchTensor.ts'

/** Opens what `torch.save` wrote since 2017: the zip format, or the legacy one. Throws a CheckpointError. */
export async function openTorch(
  file: Blob,
  { name, format }: { name: string; format: 'pytorch' | 'pytorch-legacy' },
): Promise<Checkpoint> {
  const { root, readRecord } = await openTorchFile(file, { name, format })
  const { tensors: views, modelPath, skipped } = selectStateDict(root)
  refuseGrowth(views.values(), file.size)
  const tensors = new Map<string, CheckpointTensor>()
  for (const [key, view] of views) tensors.set(key, readable(view, readRecord))
  return { format, tensors, modelPath, skipped, metadata: new Map() }
}

/** All that was saved, the optimizer's state included. Throws a CheckpointError. */
export async function openTorchFile(
  file: Blob,
  { name, format }: { name: string; format: 'pytorch' | 'pytorch-legacy' },
): Promise<TorchFile> {
  if (format === 'pytorch-legacy') return readTorchLegacy(file)
  const { root, readRecord } = await inWordsOfCheckpoints(readTorchZip(file, name))
  return { root, readRecord: (key, bytes) => inWordsOfCheckpoints(readRecord(key, bytes)) }
}

function readable(view: TorchTensor, readRecord: TorchFile['readRecord']): CheckpointTensor {
  return { dtype: view.dtype, shape: view.shape, readBytes: () => view.readBytes(readRecord) }
}

/** A broken zip is a broken checkpoint. */
async function inWordsOfCheckpoints<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading
  } catch (error) {
    if (!(error instanceof LimnError)) throw error
    throw new CheckpointError(error.failure.message, error.failure.remedy)
  }
}
