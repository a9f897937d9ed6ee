import { tensorBytes, type CheckpointTensor } from './checkpoint.ts'
import { elementBytes } from './elementType.ts'

/**
 * Writes tensors as a safetensors file, piece by piece: no more than one tensor is held at a time. Wide element types
 * come first and the header is padded to eight bytes, so that a reader can lay typed arrays over the file.
 */
export async function* writeSafetensors(
  tensors: ReadonlyMap<string, CheckpointTensor>,
  metadata: Readonly<Record<string, string>> = {},
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  // Stable: beside that they stay in their order.
  const sorted = [...tensors].sort(
    ([, { dtype: one }], [, { dtype: other }]) => elementBytes(other) - elementBytes(one),
  )
  // By entries: a tensor may be named __proto__.
  const header: [string, unknown][] = [['__metadata__', metadata]]
  let end = 0
  for (const [name, tensor] of sorted) {
    const begin = end
    end += tensorBytes(tensor)
    const { dtype, shape } = tensor
    header.push([name, { dtype, shape, data_offsets: [begin, end] }])
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const start = new Uint8Array(8 + Math.ceil(json.length / 8) * 8).fill(0x20)
  new DataView(start.buffer).setBigUint64(0, BigInt(start.length - 8), true)
  start.set(json, 8)
  yield start
  for (const [, tensor] of sorted) yield await tensor.readBytes()
}
