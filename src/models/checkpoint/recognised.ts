import type { Architecture } from '../architecture.ts'
import type { CheckpointTensor } from './checkpoint.ts'
import type { TensorShapes } from './tensorShapes.ts'

export type NamedTensors = ReadonlyMap<string, CheckpointTensor>

/** What a checkpoint turned out to be. */
export interface Recognised {
  readonly architecture: Architecture
  /** The tensors under the names and in the order of inputs and outputs that Limn's model has. */
  readonly adapt: (tensors: NamedTensors) => NamedTensors
}

/** Looks at names and shapes only. Null when the tensors are of another family. */
export type Recogniser = (tensors: TensorShapes) => Recognised | null

/** Class names where a checkpoint has none. A model of one score tells its one class from all else. */
export function namedClasses(scores: number): string[] {
  const count = Math.max(scores, 2)
  return Array.from({ length: count }, (_, i) => (i === 0 ? 'background' : `class ${i}`))
}
