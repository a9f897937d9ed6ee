import { elementBytes, type ElementType } from '../elementType.ts'
import { CheckpointError } from '../safetensors.ts'
import { PickleForeign } from '../pickle/pickleValue.ts'

/** Values of one type one after the other, on which tensors are views. */
export class TorchStorage extends PickleForeign {
  override readonly kind = 'storage'
  /** Which record of the file holds the bytes. */
  readonly key: string
  readonly dtype: ElementType
  /** In elements. */
  readonly length: number
  /** Elements of the record before this storage begins: files of PyTorch 0.1 had views of storages. */
  readonly start: number

  constructor({ key, dtype, length, start = 0 }: StorageFields) {
    super()
    this.key = key
    this.dtype = dtype
    this.length = length
    this.start = start
  }
}

interface StorageFields {
  readonly key: string
  readonly dtype: ElementType
  readonly length: number
  readonly start?: number
}

/** Gives the first `bytes` bytes of a record, or throws a CheckpointError when it holds fewer. */
export type ReadRecord = (key: string, bytes: number) => Promise<Uint8Array<ArrayBuffer>>

/** A view on a storage, checked when made: no index leaves the storage. */
export class TorchTensor extends PickleForeign {
  override readonly kind = 'tensor'
  readonly storage: TorchStorage
  readonly dtype: ElementType
  readonly shape: readonly number[]
  /** In elements, as many as sizes. */
  readonly #strides: readonly number[]
  /** In elements of `dtype`. */
  readonly #offset: number

  /** @throws CheckpointError when the view is no view on its storage */
  constructor({ storage, dtype, offset, shape, strides }: TensorFields) {
    super()
    this.storage = storage
    this.dtype = dtype
    this.shape = shape
    this.#strides = strides
    this.#offset = offset
    if (strides.length !== shape.length || shape.length > MAX_DIMENSIONS) {
      throw new CheckpointError('A tensor of the file has a shape and strides that do not fit.')
    }
    const last = shape.reduce(
      (sum, size, axis) => sum + Math.max(0, size - 1) * (strides[axis] ?? 0),
      offset,
    )
    const held = storage.length * elementBytes(storage.dtype)
    if (!shape.includes(0) && !((last + 1) * elementBytes(dtype) <= held)) {
      throw new CheckpointError(
        `A tensor of the shape [${shape.join(', ')}] reaches beyond its storage of ${storage.length} values: the file is damaged.`,
      )
    }
  }

  /** Row-major bytes, whatever the strides are. */
  async readBytes(readRecord: ReadRecord): Promise<Uint8Array<ArrayBuffer>> {
    if (this.shape.includes(0)) return new Uint8Array()
    const { key, start, length, dtype } = this.storage
    const step = elementBytes(dtype)
    const record = await readRecord(key, (start + length) * step)
    const begin = start * step + this.#offset * elementBytes(this.dtype)
    return gather(record.subarray(begin), this.shape, this.#strides, elementBytes(this.dtype))
  }
}

interface TensorFields {
  readonly storage: TorchStorage
  readonly dtype: ElementType
  readonly offset: number
  readonly shape: readonly number[]
  readonly strides: readonly number[]
}

/** PyTorch's own limit. */
const MAX_DIMENSIONS = 64

function gather(
  source: Uint8Array<ArrayBuffer>,
  shape: readonly number[],
  strides: readonly number[],
  step: number,
): Uint8Array<ArrayBuffer> {
  const count = shape.reduce((product, size) => product * size, 1)
  const bytes = count * step
  // A copy: the record may be shared, and a small view must not keep a large record alive.
  if (isContiguous(shape, strides)) return source.slice(0, bytes)
  const gathered = new Uint8Array(bytes)
  const index = shape.map(() => 0)
  let from = 0
  for (let to = 0; to < count; to++) {
    for (let byte = 0; byte < step; byte++) {
      gathered[to * step + byte] = source[from * step + byte] ?? 0
    }
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      const stride = strides[axis] ?? 0
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next
        from += stride
        break
      }
      index[axis] = 0
      from -= (next - 1) * stride
    }
  }
  return gathered
}

/** Strides of axes with one element never count. */
function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1
    if (size !== 1 && strides[axis] !== expected) return false
    expected *= size
  }
  return true
}
