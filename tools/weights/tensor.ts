/** Values with their shape, row-major, as they are read from a published model. */
export interface Tensor {
  readonly shape: readonly number[]
  readonly data: Float32Array
}

/** A parameter as it is written to a safetensors file. */
export interface NamedTensor extends Tensor {
  readonly name: string
  readonly dtype: 'float16' | 'float32'
}

export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1)
}

/** The same values in the same order under another shape. */
export function reshapeTensor(tensor: Tensor, shape: readonly number[]): Tensor {
  if (elementCount(shape) !== tensor.data.length) {
    throw new Error(`${tensor.data.length} values do not fill a tensor of shape [${shape.join()}].`)
  }
  return { shape, data: tensor.data }
}

/** Moves axis `order[i]` of `tensor` to place i, as numpy.transpose does. */
export function transposeTensor(tensor: Tensor, order: readonly number[]): Tensor {
  const rank = tensor.shape.length
  if (order.length !== rank || new Set(order).size !== rank) {
    throw new Error(`[${order.join()}] is no order of the axes of shape [${tensor.shape.join()}].`)
  }
  const strides = tensor.shape.map((_, axis) => elementCount(tensor.shape.slice(axis + 1)))
  const shape = order.map((axis) => tensor.shape[axis] ?? 0)
  const steps = order.map((axis) => strides[axis] ?? 0)
  const data = new Float32Array(tensor.data.length)
  const index = new Array<number>(rank).fill(0)
  let from = 0
  for (let to = 0; to < data.length; to++) {
    data[to] = tensor.data[from] ?? 0
    for (let axis = rank - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      from += steps[axis] ?? 0
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next
        break
      }
      from -= next * (steps[axis] ?? 0)
      index[axis] = 0
    }
  }
  return { shape, data }
}
