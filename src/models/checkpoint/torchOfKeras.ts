import type { CheckpointTensor } from './checkpoint.ts'
import { elementBytes } from './elementType.ts'

/** What Keras calls the weights of a layer, and PyTorch those of a module. */
const PARTS: Readonly<Record<string, string>> = {
  kernel: 'weight',
  depthwise_kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
}
const NAME = /^(.+)\/(\w+?)(?::0)?$/

/** torchvision's dense layer after the RoIs of 7 x 7 cells are flattened: Keras has the channels of a cell together. */
const AFTER_ROIS = /\bbox_head\.(fc6|\d+)$/
const ROI_SIDE = 7

/**
 * Weights of Keras whose layers have the names of PyTorch's modules (`backbone/body/conv1/kernel`), named and laid out
 * as PyTorch would: `[out, in, height, width]`, `[out, in]`. Others stay as they are.
 */
export function torchOfKeras(
  tensors: ReadonlyMap<string, CheckpointTensor>,
): ReadonlyMap<string, CheckpointTensor> {
  return new Map(
    [...tensors].map(([name, tensor]) => {
      const [, layer = '', part = ''] = NAME.exec(name) ?? []
      const own = Object.hasOwn(PARTS, part) ? PARTS[part] : undefined
      if (own === undefined) return [name, tensor]
      const module = layer.replaceAll('/', '.')
      return [`${module}.${own}`, part.endsWith('kernel') ? turned(module, part, tensor) : tensor]
    }),
  )
}

function turned(module: string, part: string, tensor: CheckpointTensor): CheckpointTensor {
  const [first = 0, second = 0, third = 0, fourth = 0] = tensor.shape
  if (tensor.shape.length === 4) {
    if (part === 'kernel') return permuted(tensor, tensor.shape, [3, 2, 0, 1])
    // [height, width, channels, multiplier] to [channels · multiplier, 1, height, width]
    const shape = [third * fourth, 1, first, second]
    return { ...permuted(tensor, tensor.shape, [2, 3, 0, 1]), shape }
  }
  if (tensor.shape.length !== 2) return tensor
  const channels = first / (ROI_SIDE * ROI_SIDE)
  if (AFTER_ROIS.test(module) && Number.isInteger(channels)) {
    const cells = [ROI_SIDE, ROI_SIDE, channels, second]
    return { ...permuted(tensor, cells, [3, 2, 0, 1]), shape: [second, first] }
  }
  return permuted(tensor, tensor.shape, [1, 0])
}

/** The axes in another order, while it is read. */
function permuted(
  { dtype, readBytes }: CheckpointTensor,
  from: readonly number[],
  order: readonly number[],
): CheckpointTensor {
  const strides = from.map((_, axis) => from.slice(axis + 1).reduce((a, b) => a * b, 1))
  const shape = order.map((axis) => from[axis] ?? 0)
  const steps = order.map((axis) => strides[axis] ?? 0)
  return {
    dtype,
    shape,
    readBytes: async () => gather(await readBytes(), shape, steps, elementBytes(dtype)),
  }
}

function gather(
  source: Uint8Array<ArrayBuffer>,
  shape: readonly number[],
  steps: readonly number[],
  width: number,
): Uint8Array<ArrayBuffer> {
  const gathered = new Uint8Array(source.length)
  const index = shape.map(() => 0)
  let from = 0
  for (let to = 0; to < source.length; to += width) {
    for (let byte = 0; byte < width; byte++) gathered[to + byte] = source[from * width + byte] ?? 0
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const next = (index[axis] ?? 0) + 1
      const step = steps[axis] ?? 0
      if (next < (shape[axis] ?? 0)) {
        index[axis] = next
        from += step
        break
      }
      index[axis] = 0
      from -= (next - 1) * step
    }
  }
  return gathered
}
