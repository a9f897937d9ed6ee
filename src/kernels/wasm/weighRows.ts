import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm'
import { util, type TensorInfo } from '@tensorflow/tfjs-core'
import { kernelsOf } from './kernelModule.ts'
import { addressOf, withScratch } from './wasmTensors.ts'

/** A sparse matrix by its rows: entries of row i are those from `starts[i]` to `starts[i + 1]`. */
export interface RowWeights {
  readonly starts: Int32Array
  readonly cells: Int32Array
  readonly weights: Float32Array
}

export type AddWeight = (row: number, cell: number, weight: number) => void

/** Sorts entries by their rows; those of one row keep the order they came in. */
export function collectWeights(rows: number, visit: (add: AddWeight) => void): RowWeights {
  let entries = {
    rows: new Int32Array(1024),
    cells: new Int32Array(1024),
    weights: new Float32Array(1024),
  }
  let count = 0
  visit((row, cell, weight) => {
    if (count === entries.rows.length) entries = grow(entries)
    entries.rows[count] = row
    entries.cells[count] = cell
    entries.weights[count++] = weight
  })
  const starts = new Int32Array(rows + 1)
  for (let i = 0; i < count; i++) {
    const after = (entries.rows[i] ?? 0) + 1
    starts[after] = (starts[after] ?? 0) + 1
  }
  for (let row = 0; row < rows; row++) starts[row + 1] = (starts[row + 1] ?? 0) + (starts[row] ?? 0)
  const next = starts.slice()
  const sorted = { starts, cells: new Int32Array(count), weights: new Float32Array(count) }
  for (let i = 0; i < count; i++) {
    const row = entries.rows[i] ?? 0
    const place = next[row] ?? 0
    next[row] = place + 1
    sorted.cells[place] = entries.cells[i] ?? 0
    sorted.weights[place] = entries.weights[i] ?? 0
  }
  return sorted
}

interface Entries {
  rows: Int32Array<ArrayBuffer>
  cells: Int32Array<ArrayBuffer>
  weights: Float32Array<ArrayBuffer>
}

function grow({ rows, cells, weights }: Entries): Entries {
  const length = rows.length * 2
  const larger: Entries = {
    rows: new Int32Array(length),
    cells: new Int32Array(length),
    weights: new Float32Array(length),
  }
  larger.rows.set(rows)
  larger.cells.set(cells)
  larger.weights.set(weights)
  return larger
}

/** The sparse matrix times x, whose last axis is its columns, on all threads. */
export function weighRows(
  backend: BackendWasm,
  { starts, cells, weights }: RowWeights,
  x: TensorInfo,
  outputShape: readonly number[],
): TensorInfo {
  const kernels = kernelsOf(backend)
  const y = backend.makeOutput([...outputShape], 'float32')
  const columns = outputShape.at(-1) ?? 1
  const rows = starts.length - 1
  if (util.sizeFromShape([...outputShape]) === 0) return y
  withScratch(backend, starts.byteLength + 2 * cells.byteLength, (startsAt) => {
    const cellsAt = startsAt + starts.byteLength
    const weightsAt = cellsAt + cells.byteLength
    const { buffer } = kernels.memory
    new Int32Array(buffer, startsAt, starts.length).set(starts)
    new Int32Array(buffer, cellsAt, cells.length).set(cells)
    new Float32Array(buffer, weightsAt, weights.length).set(weights)
    kernels.run(
      'weighRows',
      [addressOf(backend, x), columns, addressOf(backend, y), startsAt, cellsAt, weightsAt],
      rows,
    )
  })
  return y
}
