import { CheckpointError } from '../safetensors.ts'
import { PickleGlobal, type PickleValue } from '../pickle/pickleValue.ts'
import { TorchStorage, TorchTensor } from './torchTensor.ts'
import { TorchDtype, TorchStorageType } from './torchTypes.ts'

type Rebuild = (args: readonly PickleValue[]) => PickleValue

/**
 * The functions by which PyTorch makes tensors again (torch/_utils.py), by name. Each only describes a view on a
 * storage; gradients, hooks and attributes are left out.
 */
export const rebuildFunctions: ReadonlyMap<string, Rebuild> = new Map<string, Rebuild>([
  [
    'torch._utils._rebuild_tensor',
    ([storage, offset, size, stride]) => view(storage, offset, size, stride),
  ],
  ['torch._utils._rebuild_tensor_v2', rebuildTensorV2],
  ['torch._utils._rebuild_tensor_v3', rebuildTensorV3],
  ['torch._utils._rebuild_parameter', ([data]) => requireTensor(data)],
  ['torch._utils._rebuild_parameter_with_state', ([data]) => requireTensor(data)],
  ['torch._tensor._rebuild_from_type_v2', rebuildFromType],
])

/** `(storage, offset, size, stride, requires_grad, backward_hooks, metadata)`. */
function rebuildTensorV2(args: readonly PickleValue[]): TorchTensor {
  const [storage, offset, size, stride, , , metadata] = args
  refuseConjugates(metadata)
  return view(storage, offset, size, stride)
}

/** `(storage, offset, size, stride, requires_grad, backward_hooks, dtype, metadata)`. */
function rebuildTensorV3(args: readonly PickleValue[]): TorchTensor {
  const [storage, offset, size, stride, , , dtype, metadata] = args
  refuseConjugates(metadata)
  if (!(dtype instanceof TorchDtype)) return doesNotAddUp()
  return view(storage, offset, size, stride, dtype)
}

/** `(function, type, arguments, state)`: a tensor with attributes of its own. */
function rebuildFromType([rebuild, , args]: readonly PickleValue[]): PickleValue {
  if (!(rebuild instanceof PickleGlobal) || !Array.isArray(args)) return doesNotAddUp()
  // A call of itself within itself could be nested without end.
  const call =
    rebuild.name === 'torch._tensor._rebuild_from_type_v2' ? undefined : rebuild.call(args)
  return requireTensor(call)
}

/** `('storage', type, key, location, length, view)`, which zip files and legacy files alike use as persistent id. */
export function storageOf(id: PickleValue): TorchStorage {
  if (!Array.isArray(id)) return doesNotAddUp()
  const [kind, type, key, , length, part] = id
  if (kind === 'module') {
    throw new CheckpointError(
      'The file is a whole Python program object, not its weights; Limn runs nothing from a file.',
      'Save the weights alone: torch.save(model.state_dict(), …).',
    )
  }
  if (kind !== 'storage' || !(type instanceof TorchStorageType)) return doesNotAddUp()
  const name = typeof key === 'number' ? String(key) : key
  if (typeof name !== 'string' || !isCount(length)) return doesNotAddUp()
  const storage = { key: name, dtype: type.dtype, length }
  if (part === undefined || part === null) return new TorchStorage(storage)
  // (key of the view, offset, length)
  const [, start, count] = Array.isArray(part) ? part : []
  if (!isCount(start) || !isCount(count) || start + count > length) return doesNotAddUp()
  return new TorchStorage({ ...storage, start, length: count })
}

function view(
  storage: PickleValue | undefined,
  offset: PickleValue | undefined,
  size: PickleValue | undefined,
  stride: PickleValue | undefined,
  type?: TorchDtype,
): TorchTensor {
  if (!(storage instanceof TorchStorage) || !isCount(offset)) return doesNotAddUp()
  if (!isCounts(size) || !isCounts(stride)) return doesNotAddUp()
  const dtype = type?.dtype ?? storage.dtype
  return new TorchTensor({ storage, dtype, offset, shape: [...size], strides: [...stride] })
}

/** Views that negate or conjugate what lies in the storage. */
function refuseConjugates(metadata: PickleValue | undefined): void {
  if (metadata instanceof Map && [...metadata.values()].includes(true)) {
    throw new CheckpointError(
      'The file holds views that conjugate or negate their values, which Limn does not read.',
      'Call resolve_conj() or resolve_neg() on them and save again.',
    )
  }
}

function requireTensor(value: PickleValue | undefined): TorchTensor {
  return value instanceof TorchTensor ? value : doesNotAddUp()
}

function isCount(value: PickleValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}

function isCounts(value: PickleValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isCount)
}

function doesNotAddUp(): never {
  throw new CheckpointError(
    'A tensor of the file is described in a way that does not add up: it is damaged.',
  )
}
