import * as tf from '@tensorflow/tfjs-core'

/** Values a pack holds at most (4 MB); a larger tensor stands alone, so that joining never doubles much memory. */
const PACK_SIZE = 2 ** 20

/**
 * Groups tensors that are worked on as one long vector: a network has a hundred small ones, and arithmetic on each by
 * itself costs a GPU more in dispatches than in sums. A group holds what is alike, in the order given.
 */
export function formPacks<T extends { readonly size: number }>(
  tensors: readonly T[],
  alike: (tensor: T) => string = () => '',
): T[][] {
  const packs: T[][] = []
  const open = new Map<string, { members: T[]; size: number }>()
  for (const tensor of tensors) {
    const key = alike(tensor)
    const last = open.get(key)
    if (last !== undefined && last.size + tensor.size <= PACK_SIZE) {
      last.members.push(tensor)
      last.size += tensor.size
    } else {
      const members = [tensor]
      packs.push(members)
      open.set(key, { members, size: tensor.size })
    }
  }
  return packs
}

/** The values of all, one after the other: [sum of sizes]. */
export function joinTensors(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.tidy(() => {
    const [first, ...others] = tensors.map((tensor) => tf.reshape(tensor, [tensor.size]))
    if (first === undefined) return tf.tensor1d([])
    return others.length === 0
      ? first
      : tf.concat1d([first as tf.Tensor1D, ...others] as tf.Tensor1D[])
  }) as tf.Tensor1D
}

/** What `joinTensors` joined, in the shapes given. */
export function splitTensor(
  joined: tf.Tensor,
  shapes: readonly (readonly number[])[],
): tf.Tensor[] {
  if (shapes.length === 1) return shapes.map((shape) => tf.reshape(joined, [...shape]))
  let start = 0
  return shapes.map((shape) =>
    tf.tidy(() => {
      const size = shape.reduce((product, side) => product * side, 1)
      const part = tf.slice(joined, [start], [size])
      start += size
      return tf.reshape(part, [...shape])
    }),
  )
}
