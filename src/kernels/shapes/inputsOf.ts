import type { NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs-core'

/** The tensors that a kernel was run on, in the order in which its op names them. */
export function inputsOf(inputs: NamedTensorInfoMap): readonly TensorInfo[] {
  return Object.values(inputs).filter((input) => input !== undefined)
}
