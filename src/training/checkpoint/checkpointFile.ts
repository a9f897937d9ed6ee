import { fail } from '../../domain/failure.ts'
import type { Json } from '../../domain/dataset.ts'
import {
  CheckpointError,
  parseSafetensors,
  type StoredTensor,
} from '../../models/checkpoint/safetensors.ts'
import type { HookState } from '../trainerHook.ts'
import { encodeTensors } from './encodeTensors.ts'
import type { CheckpointHeader, StoredMemory, TrainingCheckpoint } from './trainingCheckpoint.ts'

/** Name of the tensor of bytes that holds the header as JSON. */
const HEADER = 'limn.header'
const VERSION = 1

/** The checkpoint as one safetensors file: `model.*`, `optimizer.<slot>.*`, `hook.<hook>.*` and the header. */
export function encodeCheckpoint(checkpoint: TrainingCheckpoint): Uint8Array<ArrayBuffer> {
  const { step, chunkSize, batches, modelRandom, weights, optimizer, hooks } = checkpoint
  const tensors = new Map<string, StoredTensor>()
  for (const [name, tensor] of weights) tensors.set(`model.${name}`, tensor)
  const optimizerSteps: Record<string, number> = {}
  for (const [name, memory] of optimizer) {
    optimizerSteps[name] = memory.step
    for (const [slot, tensor] of Object.entries(memory.slots)) {
      tensors.set(`optimizer.${slot}.${name}`, tensor)
    }
  }
  const values: Record<string, Json> = {}
  for (const [hook, state] of Object.entries(hooks)) {
    values[hook] = state.values ?? null
    for (const [name, tensor] of state.tensors ?? []) tensors.set(`hook.${hook}.${name}`, tensor)
  }
  const header: CheckpointHeader = {
    version: VERSION,
    step,
    chunkSize,
    batches,
    modelRandom,
    optimizerSteps,
    hooks: values,
  }
  const bytes = new TextEncoder().encode(JSON.stringify(header))
  tensors.set(HEADER, { dtype: 'U8', shape: [bytes.length], data: bytes })
  return encodeTensors(tensors)
}

/** @throws LimnError 'weights-corrupt' when the file is damaged or of another version */
export function decodeCheckpoint(file: Uint8Array<ArrayBuffer>): TrainingCheckpoint {
  const tensors = parse(file)
  const header = readHeader(tensors.get(HEADER))
  const weights = new Map<string, StoredTensor>()
  const slots = new Map<string, Record<string, StoredTensor>>()
  const hookTensors = new Map<string, Map<string, StoredTensor>>()
  for (const [name, tensor] of tensors) {
    const [room = '', part = '', ...rest] = name.split('.')
    if (room === 'model') weights.set(name.slice('model.'.length), tensor)
    if (room === 'optimizer') {
      const own = slots.get(rest.join('.')) ?? {}
      own[part] = tensor
      slots.set(rest.join('.'), own)
    }
    if (room === 'hook') {
      const own = hookTensors.get(part) ?? new Map<string, StoredTensor>()
      hookTensors.set(part, own.set(rest.join('.'), tensor))
    }
  }
  const optimizer = new Map<string, StoredMemory>(
    Object.entries(header.optimizerSteps).map(([name, step]) => [
      name,
      { step, slots: slots.get(name) ?? {} },
    ]),
  )
  const hooks: Record<string, HookState> = {}
  for (const [hook, values] of Object.entries(header.hooks)) {
    hooks[hook] = { values, tensors: hookTensors.get(hook) ?? new Map<string, StoredTensor>() }
  }
  const { step, chunkSize, batches, modelRandom } = header
  return { step, chunkSize, batches, modelRandom, weights, optimizer, hooks }
}

function parse(file: Uint8Array<ArrayBuffer>): ReadonlyMap<string, StoredTensor> {
  try {
    return parseSafetensors(file)
  } catch (thrown) {
    if (!(thrown instanceof CheckpointError)) throw thrown
    return refuse(thrown.message)
  }
}

function readHeader(tensor: StoredTensor | undefined): CheckpointHeader {
  if (!(tensor?.data instanceof Uint8Array)) return refuse('It has no header.')
  const header: unknown = JSON.parse(new TextDecoder().decode(tensor.data))
  const isOurs =
    typeof header === 'object' &&
    header !== null &&
    'version' in header &&
    header.version === VERSION
  // What we wrote under this version has this shape, and the file's own lengths were checked.
  return isOurs ? (header as CheckpointHeader) : refuse('It is of another version of Limn.')
}

function refuse(why: string): never {
  return fail(
    'weights-corrupt',
    `The checkpoint of this run cannot be read. ${why}`,
    'Start the run again from its beginning.',
  )
}
