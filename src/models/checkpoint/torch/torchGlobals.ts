import type { ElementType } from '../elementType.ts'
import { CheckpointError } from '../safetensors.ts'
import { PickleGlobal, PickleObject, type PickleValue } from '../pickle/pickleValue.ts'
import { rebuildFunctions } from './rebuildTensor.ts'
import { TorchDtype, TorchStorageType } from './torchTypes.ts'

const STORAGES: Readonly<Record<string, ElementType>> = {
  DoubleStorage: 'F64',
  FloatStorage: 'F32',
  HalfStorage: 'F16',
  BFloat16Storage: 'BF16',
  LongStorage: 'I64',
  IntStorage: 'I32',
  ShortStorage: 'I16',
  CharStorage: 'I8',
  ByteStorage: 'U8',
  BoolStorage: 'BOOL',
}

const DTYPES: Readonly<Record<string, ElementType>> = {
  float64: 'F64',
  double: 'F64',
  float32: 'F32',
  float: 'F32',
  float16: 'F16',
  half: 'F16',
  bfloat16: 'BF16',
  int64: 'I64',
  long: 'I64',
  int32: 'I32',
  int: 'I32',
  int16: 'I16',
  short: 'I16',
  int8: 'I8',
  uint8: 'U8',
  uint16: 'U16',
  uint32: 'U32',
  uint64: 'U64',
  bool: 'BOOL',
}

/** Raw bytes, whose type the tensor tells. */
const UNTYPED = [
  'torch.storage.UntypedStorage',
  'torch.storage._UntypedStorage',
  'torch.UntypedStorage',
]

/** Classes that training scripts save beside the weights; here they are a name with attributes. */
const INERT = [
  'argparse.Namespace',
  'pathlib.Path',
  'pathlib.PosixPath',
  'pathlib.WindowsPath',
  'pathlib.PurePosixPath',
  'pathlib.PureWindowsPath',
  'torch.device',
  'torch.serialization._get_layout',
  'builtins.complex',
  'builtins.slice',
]

/** Classes named, but never called. */
const TYPES = [
  'torch.Tensor',
  'torch._tensor.Tensor',
  'torch.nn.parameter.Parameter',
  'torch.nn.Parameter',
  'torch.nn.parameter.Buffer',
]

const GLOBALS = makeGlobals()

/**
 * The names a PyTorch checkpoint may use: containers, tensor rebuilding, types, and a few harmless classes. Whatever
 * else it names is refused before anything is done with it.
 *
 * @throws CheckpointError that says the name
 */
export function findTorchGlobal(name: string): PickleGlobal {
  const known = GLOBALS.get(name.replace(/^__builtin__\./, 'builtins.'))
  if (known !== undefined) return known
  const shown = name.length > 120 ? `${name.slice(0, 120)}…` : name
  if (/_rebuild_qtensor|\.Q[A-Z]\w*Storage$/.test(name)) {
    throw new CheckpointError(
      `The file holds quantised tensors (“${shown}”), which Limn does not read.`,
      'Export the model in float32 or float16.',
    )
  }
  if (/sparse|nested_tensor|meta_tensor|wrapper_subclass/.test(name)) {
    throw new CheckpointError(
      `The file holds tensors of a kind that Limn does not read (“${shown}”).`,
      'Make them plain tensors first, with to_dense(), and save them again.',
    )
  }
  if (/Complex(Float|Double)Storage$|^torch\.complex/.test(name)) {
    throw new CheckpointError(
      `The file holds complex numbers (“${shown}”), which no model here has.`,
      'Save the weights of the model alone: torch.save(model.state_dict(), …).',
    )
  }
  if (/^(torch\.nn|torchvision|timm|__torch__|__main__|models?|detectron2|mmdet)\./.test(name)) {
    throw new CheckpointError(
      `The file is a whole Python program object (“${shown}”), not its weights; Limn runs nothing from a file.`,
      'Save the weights alone: torch.save(model.state_dict(), …).',
    )
  }
  throw new CheckpointError(
    `The file asks Python to load “${shown}”, which is no part of a list of weights. Nothing was run.`,
    'Do not open it in Python either unless you trust who made it; ask for the weights alone.',
  )
}

function makeGlobals(): ReadonlyMap<string, PickleGlobal> {
  const globals = new Map<string, PickleGlobal>()
  const add = (global: PickleGlobal) => globals.set(global.name, global)
  const addCall = (name: string, call: (args: readonly PickleValue[]) => PickleValue) =>
    add(new PickleGlobal(name, call))

  addCall('collections.OrderedDict', dictionary)
  addCall('collections.Counter', dictionary)
  addCall('builtins.dict', dictionary)
  // The first argument is the class of what is missing.
  addCall('collections.defaultdict', ([, ...rest]) => dictionary(rest))
  for (const name of ['builtins.list', 'builtins.tuple', 'torch.Size']) addCall(name, list)
  for (const name of ['builtins.set', 'builtins.frozenset'])
    addCall(name, (args) => new Set(list(args)))
  for (const name of ['int', 'float', 'bool', 'str', 'bytes', 'object']) {
    add(new PickleGlobal(`builtins.${name}`))
  }
  for (const name of INERT) addCall(name, (args) => inert(name, args))
  for (const name of TYPES) add(new PickleGlobal(name))
  for (const [name, rebuild] of rebuildFunctions) addCall(name, rebuild)
  for (const [name, dtype] of Object.entries(STORAGES)) {
    add(new TorchStorageType(`torch.${name}`, dtype))
    add(new TorchStorageType(`torch.cuda.${name}`, dtype))
  }
  for (const name of UNTYPED) add(new TorchStorageType(name, 'U8'))
  for (const [name, dtype] of Object.entries(DTYPES)) add(new TorchDtype(`torch.${name}`, dtype))
  return globals
}

/** `dict()`, `dict({…})` and `dict([(key, value), …])`. */
function dictionary([from = []]: readonly PickleValue[]): PickleValue {
  if (from instanceof Map) return new Map(from)
  const made = new Map<PickleValue, PickleValue>()
  for (const pair of Array.isArray(from) ? from : [null]) {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new CheckpointError('A dictionary in the file is not made of pairs: it is damaged.')
    }
    made.set(pair[0] ?? null, pair[1] ?? null)
  }
  return made
}

function list([from = []]: readonly PickleValue[]): PickleValue[] {
  if (Array.isArray(from) || from instanceof Set) return [...from]
  throw new CheckpointError('A list in the file is made of no list: it is damaged.')
}

function inert(name: string, args: readonly PickleValue[]): PickleObject {
  const made = new PickleObject(name)
  made.fields.set('args', [...args])
  return made
}
