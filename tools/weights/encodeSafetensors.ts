import { FLOAT16_MAX, encodeFloat16 } from './float16.ts'
import { type NamedTensor, elementCount } from './tensor.ts'

const DTYPE_NAME = { float16: 'F16', float32: 'F32' } as const

/**
 * Writes tensors as one safetensors file: eight bytes with the length of the header, the header as JSON, the values
 * little-endian and without gaps (https://github.com/huggingface/safetensors, "Format").
 *
 * float32 tensors come first and the header is padded to eight bytes, so that a reader can lay typed arrays over the
 * file without copying. The same tensors give the same bytes.
 */
export function encodeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array {
  const sorted = [...tensors].sort((a, b) => compare(b.dtype, a.dtype) || compare(a.name, b.name))
  const header: Record<string, unknown> = { __metadata__: metadata }
  const blocks: Uint8Array[] = []
  let end = 0
  for (const tensor of sorted) {
    if (tensor.name in header) throw new Error(`Two tensors are named ${tensor.name}.`)
    const block = encodeValues(tensor)
    header[tensor.name] = {
      dtype: DTYPE_NAME[tensor.dtype],
      shape: tensor.shape,
      data_offsets: [end, end + block.byteLength],
    }
    blocks.push(block)
    end += block.byteLength
  }
  const json = Buffer.from(JSON.stringify(header))
  const padded = Buffer.alloc(Math.ceil(json.byteLength / 8) * 8, ' ')
  json.copy(padded)
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(padded.byteLength))
  return Buffer.concat([length, padded, ...blocks])
}

function encodeValues(tensor: NamedTensor): Uint8Array {
  const { name, shape, data, dtype } = tensor
  if (elementCount(shape) !== data.length) {
    throw new Error(`${name} has ${data.length} values for the shape [${shape.join()}].`)
  }
  const limit = dtype === 'float16' ? FLOAT16_MAX : Number.MAX_VALUE
  const odd = data.find((value) => Number.isNaN(value) || Math.abs(value) > limit)
  if (odd !== undefined) throw new Error(`${name} holds ${odd}, which ${dtype} cannot carry.`)
  const values = dtype === 'float16' ? encodeFloat16(data) : data
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

/** Plain code-unit order: the same on every machine, whatever its language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
