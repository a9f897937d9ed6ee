import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import {
  _FusedMatMul,
  BatchMatMul,
  broadcast_util,
  util,
  type TensorInfo,
} from '@tensorflow/tfjs-core'
import type { Activation } from '../activation.ts'
import { attributesOf } from '../kernelAttributes.ts'
import { ACTIVATION_CODES, asWasm, kernelsOf } from '../wasm/kernelModule.ts'
import { copyPadded, packedBytes, packPanels, paddedBytes } from '../wasm/packPanels.ts'
import type { WasmOverride } from '../wasm/wasmOverride.ts'
import { addressOf, requireInput, withScratch } from '../wasm/wasmTensors.ts'

const FLOAT_BYTES = 4

const ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: 'none',
  relu: 'relu',
  relu6: 'relu6',
}

/**
 * TensorFlow.js multiplies single plain matrices fast and everything else value by value: batches, and either side
 * transposed, which is what attention and every gradient of a matrix product are. Here all cases are one: the right side
 * is packed into panels (turned while it is), rows of a transposed left side are turned in blocks of 48, and one kernel
 * multiplies, 2 · rows · depth · columns FLOP. Threads take whole products where there are enough of them, else rows.
 */
export const batchMatMulOverride: WasmOverride = {
  kernelName: BatchMatMul,
  compute: ({ inputs, attrs, backend }) => {
    const { transposeA, transposeB } = attributesOf('BatchMatMul', attrs)
    return multiplyAll(asWasm(backend), {
      a: requireInput(inputs, 'a'),
      b: requireInput(inputs, 'b'),
      transposeA,
      transposeB,
      activation: 'none',
    })
  },
}

/** The same with a bias and an activation. */
export const fusedMatMulOverride: WasmOverride = {
  kernelName: _FusedMatMul,
  compute: ({ inputs, attrs, backend }) => {
    const { transposeA, transposeB, activation: given } = attributesOf('_FusedMatMul', attrs)
    const activation = ACTIVATIONS[given]
    const bias: TensorInfo | undefined = inputs['bias']
    if (activation === undefined || (bias !== undefined && bias.shape.length !== 1)) {
      return undefined
    }
    return multiplyAll(asWasm(backend), {
      a: requireInput(inputs, 'a'),
      b: requireInput(inputs, 'b'),
      transposeA,
      transposeB,
      bias,
      activation,
    })
  },
}

interface Product {
  readonly a: TensorInfo
  readonly b: TensorInfo
  readonly transposeA: boolean
  readonly transposeB: boolean
  /** [columns] */
  readonly bias?: TensorInfo | undefined
  readonly activation: Activation
}

function multiplyAll(backend: BackendWasm, product: Product): TensorInfo | undefined {
  const { a, b, transposeA, transposeB, bias } = product
  if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined
  const [rows, depth] = lastTwo(a, transposeA)
  const [inner, columns] = lastTwo(b, transposeB)
  const outerA = a.shape.slice(0, -2)
  const outerB = b.shape.slice(0, -2)
  const countA = util.sizeFromShape(outerA)
  const countB = util.sizeFromShape(outerB)
  const isBroadcast = !util.arraysEqual(outerA, outerB)
  // TensorFlow.js words what does not fit; of broadcasts, one matrix for all is common.
  if (inner !== depth || (isBroadcast && countA !== 1 && countB !== 1)) return undefined
  if (bias !== undefined && bias.shape[0] !== columns) return undefined
  // Its own way for one plain product is as fast.
  if (countA * countB === 1 && !transposeA && !transposeB) return undefined
  const outer = broadcast_util.assertAndGetBroadcastShape(outerA, outerB)
  const y = backend.makeOutput([...outer, rows, columns], 'float32')
  const batches = util.sizeFromShape(outer)
  if (batches * rows * columns === 0) return y
  const kernels = kernelsOf(backend)
  const { threadCount } = kernels
  const strides = {
    xBatch: countA === 1 ? 0 : rows * depth * FLOAT_BYTES,
    xRow: transposeA ? FLOAT_BYTES : depth * FLOAT_BYTES,
    xPlace: transposeA ? rows * FLOAT_BYTES : FLOAT_BYTES,
    wBatch: countB === 1 ? 0 : depth * columns * FLOAT_BYTES,
    wRow: transposeB ? FLOAT_BYTES : columns * FLOAT_BYTES,
    wColumn: transposeB ? depth * FLOAT_BYTES : FLOAT_BYTES,
  }
  const areWhole = batches >= threadCount * 2 || threadCount === 1
  const ownBytes = areWhole
    ? kernels.functions.batchScratch(depth, columns)
    : kernels.functions.rowScratch(depth)
  const biasBytes = paddedBytes(columns)
  const packedSize = areWhole ? 0 : packedBytes(depth, columns)
  withScratch(backend, biasBytes + packedSize + ownBytes * threadCount, (biasAt) => {
    if (bias !== undefined) copyPadded(kernels, addressOf(backend, bias), columns, biasAt)
    const packed = biasAt + biasBytes
    const own = packed + packedSize
    const x = addressOf(backend, a)
    const w = addressOf(backend, b)
    const to = addressOf(backend, y)
    const last = [bias === undefined ? 0 : biasAt, to, ACTIVATION_CODES[product.activation], own]
    if (areWhole) {
      const { xBatch, xRow, xPlace, wBatch, wRow, wColumn } = strides
      kernels.run(
        'multiplyBatches',
        [x, xBatch, xRow, xPlace, w, wBatch, wRow, wColumn, rows, depth, columns, ...last],
        batches,
      )
      return
    }
    for (let batch = 0; batch < batches; batch++) {
      if (batch === 0 || strides.wBatch > 0) {
        packPanels(kernels, {
          matrix: w + batch * strides.wBatch,
          packed,
          rowStride: strides.wRow,
          columnStride: strides.wColumn,
          depth,
          columns,
        })
      }
      last[1] = to + batch * rows * columns * FLOAT_BYTES
      const from = x + batch * strides.xBatch
      kernels.run(
        'multiplyRows',
        [from, strides.xRow, strides.xPlace, packed, depth, columns, ...last],
        rows,
      )
    }
  })
  return y
}

/** The matrices' sides as they are multiplied. */
function lastTwo({ shape }: TensorInfo, isTransposed: boolean): [number, number] {
  const [first = 1, second = 1] = shape.slice(-2)
  return isTransposed ? [second, first] : [first, second]
}
