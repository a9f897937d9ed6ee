import type { TensorValues } from '../../models/checkpoint/elementType.ts'
import type { StoredTensor } from '../../models/checkpoint/safetensors.ts'

/**
 * Writes tensors as a safetensors file that `parseSafetensors` reads back bit for bit. Wide elements come first and the
 * header is padded to eight bytes, so that a reader can lay typed arrays over the file.
 */
export function encodeTensors(tensors: ReadonlyMap<string, StoredTensor>): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(
    ([a, { data: first }], [b, { data: second }]) =>
      second.BYTES_PER_ELEMENT - first.BYTES_PER_ELEMENT || (a < b ? -1 : 1),
  )
  const header: Record<string, unknown> = {}
  let end = 0
  for (const [name, { dtype, shape, data }] of sorted) {
    header[name] = {
      dtype: dtypeOf(dtype, data),
      shape,
      data_offsets: [end, end + data.byteLength],
    }
    end += data.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(header))
  const headerBytes = Math.ceil(json.byteLength / 8) * 8
  const file = new Uint8Array(8 + headerBytes + end)
  new DataView(file.buffer).setBigUint64(0, BigInt(headerBytes), true)
  file.fill(0x20, 8, 8 + headerBytes)
  file.set(json, 8)
  let at = 8 + headerBytes
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return file
}

/** Half precision was widened when it was read. */
function dtypeOf(dtype: string, data: TensorValues): string {
  return data instanceof Float32Array ? 'F32' : dtype
}
