import { zipStored, type StoredFile } from '../../files/zipStored.ts'
import { tensorBytes, type CheckpointTensor } from './checkpoint.ts'
import { elementBytes, type ElementType } from './elementType.ts'
import { pickleOf, type PickleNode } from './pickle/pickleOf.ts'
import { CheckpointError } from './safetensors.ts'
import { tensorNode } from './torch/tensorNode.ts'

/** PyTorch has no storage for the unsigned types of more than a byte. */
const STORAGES: Readonly<Partial<Record<ElementType, string>>> = {
  F64: 'torch DoubleStorage',
  F32: 'torch FloatStorage',
  F16: 'torch HalfStorage',
  BF16: 'torch BFloat16Storage',
  I64: 'torch LongStorage',
  I32: 'torch IntStorage',
  I16: 'torch ShortStorage',
  I8: 'torch CharStorage',
  U8: 'torch ByteStorage',
  BOOL: 'torch BoolStorage',
}
const FOLDER = 'archive'
/** What PyTorch itself aligns storages to, so that it can map the file into memory. */
const ALIGN = 64

/**
 * Writes tensors as `torch.save(OrderedDict(…))` does, piece by piece. `torch.load(weights_only=True)` opens it, and
 * `load_state_dict` takes it. Throws a CheckpointError for a type that PyTorch lacks.
 *
 * @param extra texts by path, which PyTorch leaves alone
 */
export function writeTorch(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  extra: ReadonlyMap<string, string> = new Map(),
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  return zipStored(filesOf(tensors, extra), { align: ALIGN })
}

async function* filesOf(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  extra: ReadonlyMap<string, string>,
): AsyncIterable<StoredFile> {
  const text = (content: string) => new TextEncoder().encode(content)
  const entries = [...tensors].map(
    ([name, tensor], index) => [name, describe(name, tensor, String(index))] as const,
  )
  yield { path: `${FOLDER}/data.pkl`, bytes: pickleOf({ kind: 'ordered', entries }) }
  yield { path: `${FOLDER}/byteorder`, bytes: text('little') }
  let index = 0
  for (const tensor of tensors.values()) {
    yield { path: `${FOLDER}/data/${index}`, bytes: await tensor.readBytes() }
    index += 1
  }
  yield { path: `${FOLDER}/version`, bytes: text('3\n') }
  for (const [path, content] of extra) {
    yield { path: `${FOLDER}/${path}`, bytes: text(content) }
  }
}

function describe(name: string, tensor: CheckpointTensor, key: string): PickleNode {
  const type = STORAGES[tensor.dtype]
  if (type === undefined) {
    throw new CheckpointError(
      `PyTorch has no tensors of the type ${tensor.dtype}, which “${name}” is of.`,
      'Export as safetensors instead.',
    )
  }
  const length = tensorBytes(tensor) / elementBytes(tensor.dtype)
  return tensorNode({ shape: tensor.shape, storage: { key, type, length } })
}
