import type { CheckpointTensor } from './checkpoint.ts'

/**
 * The weight or bias of one score that a sigmoid reads, as that of two scores that a softmax reads: the background's is
 * always 0, and softmax([0, x]) is sigmoid(x).
 *
 * @param tensor [1, ...]
 * @returns [2, ...]
 */
export function withBackground(tensor: CheckpointTensor): CheckpointTensor {
  return {
    dtype: tensor.dtype,
    shape: [2, ...tensor.shape.slice(1)],
    readBytes: async () => {
      const bytes = await tensor.readBytes()
      const both = new Uint8Array(2 * bytes.length)
      both.set(bytes, bytes.length)
      return both
    },
  }
}

/**
 * A convolution's weight for inputs whose two halves changed places.
 *
 * @param tensor [out, in, height, width], of an even number of inputs
 */
export function withHalvesSwapped(tensor: CheckpointTensor): CheckpointTensor {
  return {
    ...tensor,
    readBytes: async () => {
      const bytes = await tensor.readBytes()
      const row = bytes.length / (tensor.shape[0] ?? 1)
      const swapped = new Uint8Array(bytes.length)
      for (let start = 0; start < bytes.length; start += row) {
        swapped.set(bytes.subarray(start + row / 2, start + row), start)
        swapped.set(bytes.subarray(start, start + row / 2), start + row / 2)
      }
      return swapped
    },
  }
}
