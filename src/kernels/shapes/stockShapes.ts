import {
  backend_util,
  util,
  type DataType,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import { attributesOf, type KernelAttributes } from '../kernelAttributes.ts'
import { requireInput } from '../wasm/wasmTensors.ts'
import { inputsOf } from './inputsOf.ts'

/** What a kernel answers, without its values. */
export interface Outline {
  readonly shape: readonly number[]
  readonly dtype: DataType
  /** The tensor whose values it shares instead of having its own. */
  readonly shares?: TensorInfo
}

type OutlineOf = (
  inputs: NamedTensorInfoMap,
  attributes: object | undefined,
) => Outline | readonly Outline[]

/** What the kernels of TensorFlow.js that our models run answer to inputs of given shapes. */
export const STOCK_SHAPES: ReadonlyMap<string, OutlineOf> = new Map<string, OutlineOf>([
  ...named(
    'Abs Ceil ClipByValue Elu Exp Expm1 Floor LeakyRelu Log Log1p LogSoftmax Neg OnesLike Reciprocal Relu Relu6 Round Rsqrt Sigmoid Sign Softmax Softplus Sqrt Square Step Tanh ZerosLike',
    alike,
  ),
  ...named('LogicalNot IsNan IsFinite', (inputs) => ({ ...alike(inputs), dtype: 'bool' })),
  ...named(
    'Add FloorDiv Maximum Minimum Mod Multiply Pow RealDiv SquaredDifference Sub',
    broadcast,
  ),
  ...named('Equal Greater GreaterEqual Less LessEqual LogicalAnd LogicalOr NotEqual', (inputs) => ({
    ...broadcast(inputs),
    dtype: 'bool',
  })),
  ['Max', reduced('Max')],
  ['Mean', reduced('Mean', 'float32')],
  ['Min', reduced('Min')],
  ['Prod', reduced('Prod')],
  ['Sum', reduced('Sum')],
  ['ArgMax', reduced('ArgMax', 'int32')],
  ['AddN', (inputs) => outlineOf(first(inputs))],
  ['BatchMatMul', product('BatchMatMul')],
  ['_FusedMatMul', product('_FusedMatMul')],
  ['Identity', (inputs) => shared(requireInput(inputs, 'x'))],
  [
    'Reshape',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const { shape } = attributesOf('Reshape', attributes)
      const size = util.sizeFromShape(x.shape)
      return shared(x, util.inferFromImplicitShape(shape, size))
    },
  ],
  [
    'ExpandDims',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'input')
      const { dim } = attributesOf('ExpandDims', attributes)
      const at = dim < 0 ? x.shape.length + 1 + dim : dim
      return shared(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)])
    },
  ],
  [
    'Cast',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const { dtype } = attributesOf('Cast', attributes)
      return dtype === x.dtype ? shared(x) : { shape: x.shape, dtype }
    },
  ],
  [
    'Concat',
    (inputs, attributes) => {
      const parts = inputsOf(inputs)
      const { shape, dtype } = first(inputs)
      const axis = axisOf(attributesOf('Concat', attributes).axis, shape)
      return {
        shape: backend_util.computeOutShape(
          parts.map((part) => part.shape),
          axis,
        ),
        dtype,
      }
    },
  ],
  ['Cumsum', alike],
  [
    'Fill',
    (_, attributes) => {
      const { shape, dtype } = attributesOf('Fill', attributes)
      return { shape, dtype }
    },
  ],
  [
    'GatherV2',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const indices = requireInput(inputs, 'indices')
      const { axis, batchDims } = attributesOf('GatherV2', attributes)
      const at = axisOf(axis, x.shape)
      const taken = indices.shape.slice(batchDims)
      return {
        shape: [...x.shape.slice(0, at), ...taken, ...x.shape.slice(at + 1)],
        dtype: x.dtype,
      }
    },
  ],
  [
    'OneHot',
    (inputs, attributes) => {
      const { depth, dtype } = attributesOf('OneHot', attributes)
      return { shape: [...requireInput(inputs, 'indices').shape, depth], dtype }
    },
  ],
  [
    'Pack',
    (inputs, attributes) => {
      const { shape, dtype } = first(inputs)
      const { axis } = attributesOf('Pack', attributes)
      const at = axis < 0 ? axis + shape.length + 1 : axis
      const count = inputsOf(inputs).length
      return { shape: [...shape.slice(0, at), count, ...shape.slice(at)], dtype }
    },
  ],
  [
    'PadV2',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const { paddings } = attributesOf('PadV2', attributes)
      const shape = x.shape.map(
        (size, i) => size + (paddings[i]?.[0] ?? 0) + (paddings[i]?.[1] ?? 0),
      )
      return { shape, dtype: x.dtype }
    },
  ],
  [
    'Range',
    (_, attributes) => {
      const { start, stop, step, dtype } = attributesOf('Range', attributes)
      return { shape: [Math.max(0, Math.ceil((stop - start) / step))], dtype }
    },
  ],
  [
    'ScatterNd',
    (inputs, attributes) => {
      const { shape } = attributesOf('ScatterNd', attributes)
      return { shape, dtype: requireInput(inputs, 'updates').dtype }
    },
  ],
  ['Select', (inputs) => outlineOf(requireInput(inputs, 't'))],
  [
    'Slice',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const { begin, size } = attributesOf('Slice', attributes)
      const [begins, sizes] = [begin, size].map((each) => [each].flat())
      const shape = x.shape.map((length, i) => {
        const wanted = sizes?.[i] ?? -1
        return wanted < 0 ? length - (begins?.[i] ?? 0) : wanted
      })
      return { shape, dtype: x.dtype }
    },
  ],
  [
    'SplitV',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const { numOrSizeSplits, axis } = attributesOf('SplitV', attributes)
      const at = axisOf(axis, x.shape)
      const length = x.shape[at] ?? 0
      const sizes =
        typeof numOrSizeSplits === 'number'
          ? Array.from({ length: numOrSizeSplits }, () => length / numOrSizeSplits)
          : numOrSizeSplits
      return sizes.map((size) => ({
        shape: x.shape.map((other, i) => (i === at ? size : other)),
        dtype: x.dtype,
      }))
    },
  ],
  [
    'Tile',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const { reps } = attributesOf('Tile', attributes)
      return { shape: x.shape.map((size, i) => size * (reps[i] ?? 1)), dtype: x.dtype }
    },
  ],
  [
    'TopK',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const shape = [...x.shape.slice(0, -1), attributesOf('TopK', attributes).k]
      return [
        { shape, dtype: x.dtype },
        { shape, dtype: 'int32' },
      ]
    },
  ],
  [
    'Transpose',
    (inputs, attributes) => {
      const x = requireInput(inputs, 'x')
      const { perm } = attributesOf('Transpose', attributes)
      return { shape: perm.map((axis) => x.shape[axis] ?? 0), dtype: x.dtype }
    },
  ],
])

function named(names: string, outline: OutlineOf): [string, OutlineOf][] {
  return names.split(' ').map((name) => [name, outline])
}

function outlineOf({ shape, dtype }: TensorInfo): Outline {
  return { shape, dtype }
}

function shared(x: TensorInfo, shape: readonly number[] = x.shape): Outline {
  return { shape, dtype: x.dtype, shares: x }
}

function alike(inputs: NamedTensorInfoMap): Outline {
  return outlineOf(first(inputs))
}

function broadcast(inputs: NamedTensorInfoMap): Outline {
  const [a, b] = [requireInput(inputs, 'a'), requireInput(inputs, 'b')]
  return { shape: backend_util.assertAndGetBroadcastShape(a.shape, b.shape), dtype: a.dtype }
}

function reduced(
  name: 'ArgMax' | 'Max' | 'Mean' | 'Min' | 'Prod' | 'Sum',
  dtype?: DataType,
): OutlineOf {
  return (inputs, attributes) => {
    const x = requireInput(inputs, 'x')
    const given: KernelAttributes[typeof name] = attributesOf(name, attributes)
    const axis = 'axis' in given ? given.axis : given.reductionIndices
    const axes = new Set(util.parseAxisParam(axis, x.shape))
    const keepDims = 'keepDims' in given && given.keepDims
    const shape = x.shape.flatMap((size, i) => {
      if (!axes.has(i)) return [size]
      return keepDims ? [1] : []
    })
    return { shape, dtype: dtype ?? x.dtype }
  }
}

function product(name: 'BatchMatMul' | '_FusedMatMul'): OutlineOf {
  return (inputs, attributes) => {
    const [a, b] = [requireInput(inputs, 'a').shape, requireInput(inputs, 'b').shape]
    const { transposeA, transposeB } = attributesOf(name, attributes)
    const rows = a.at(transposeA ? -1 : -2) ?? 1
    const columns = b.at(transposeB ? -2 : -1) ?? 1
    const batch = backend_util.assertAndGetBroadcastShape(a.slice(0, -2), b.slice(0, -2))
    return { shape: [...batch, rows, columns], dtype: 'float32' }
  }
}

function first(inputs: NamedTensorInfoMap): TensorInfo {
  const [input] = inputsOf(inputs)
  if (input === undefined) throw new Error('The kernel was run without inputs.')
  return input
}

function axisOf(axis: number, shape: readonly number[]): number {
  return axis < 0 ? axis + shape.length : axis
}
