import { CheckpointError } from '../safetensors.ts'
import type { PickleValue } from '../pickle/pickleValue.ts'
import { TorchTensor } from './torchTensor.ts'

/** Under what training scripts put the weights, the likeliest first. */
const MODEL_KEYS = [
  'model',
  'state_dict',
  'model_state_dict',
  'model_state',
  'net',
  'network',
  'weights',
  'params',
  'module',
  'model_ema',
  'ema',
  'ema_state_dict',
]
/** Holds tensors as well, but those of the optimizer. */
const NOT_A_MODEL = /optim|sched|scaler|rng|state_of/i
/** `{checkpoint: {state: {model: …}}}` and no deeper. */
const MAX_DEPTH = 4

export interface SelectedStateDict {
  readonly tensors: ReadonlyMap<string, TorchTensor>
  readonly modelPath: readonly string[]
  readonly skipped: readonly string[]
}

/** Finds the weights in what was saved. Throws a CheckpointError when there are none. */
export function selectStateDict(root: PickleValue): SelectedStateDict {
  if (root instanceof TorchTensor) {
    throw new CheckpointError(
      'The file holds a single tensor without a name, not the weights of a model.',
      'Save model.state_dict() instead.',
    )
  }
  const found = root instanceof Map ? find(root, []) : null
  if (found !== null) return found
  throw new CheckpointError(
    'The file holds no weights: no dictionary with tensors is in it.',
    'Save model.state_dict(), or a dictionary with it under “model”.',
  )
}

function find(
  dictionary: ReadonlyMap<PickleValue, PickleValue>,
  path: readonly string[],
): SelectedStateDict | null {
  const inner = (key: PickleValue): SelectedStateDict | null => {
    const value = dictionary.get(key)
    if (typeof key !== 'string' || !(value instanceof Map) || path.length >= MAX_DEPTH) return null
    return find(value, [...path, key])
  }
  for (const key of MODEL_KEYS) {
    const found = inner(key)
    if (found !== null) return found
  }
  const own = tensorsOf(dictionary, path)
  if (own.tensors.size > 0) return own
  for (const key of dictionary.keys()) {
    const found = typeof key === 'string' && !NOT_A_MODEL.test(key) ? inner(key) : null
    if (found !== null) return found
  }
  return null
}

function tensorsOf(
  dictionary: ReadonlyMap<PickleValue, PickleValue>,
  modelPath: readonly string[],
): SelectedStateDict {
  const tensors = new Map<string, TorchTensor>()
  const skipped: string[] = []
  for (const [name, value] of dictionary) {
    if (typeof name === 'string' && value instanceof TorchTensor) tensors.set(name, value)
    else skipped.push(typeof name === 'string' ? name : '(no text)')
  }
  return { tensors, modelPath, skipped }
}
