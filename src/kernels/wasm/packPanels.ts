import type { WasmKernels } from './kernelModule.ts'

/** Columns of a panel, as assembly/matMul.ts has them. */
export const PANEL = 8

export interface PackedMatrix {
  /** Addresses. */
  readonly matrix: number
  readonly packed: number
  /** Bytes from row to row and from column to column: either is 4. */
  readonly rowStride: number
  readonly columnStride: number
  readonly depth: number
  readonly columns: number
  /** Row of the packed matrix that the first one becomes, and rows it has in all, where several are packed together. */
  readonly offset?: number
  readonly totalDepth?: number
}

export function panelsOf(columns: number): number {
  return Math.ceil(columns / PANEL)
}

export function packedBytes(depth: number, columns: number): number {
  return depth * panelsOf(columns) * PANEL * 4
}

/** Lays a matrix out as the products read it, on all threads. */
export function packPanels(kernels: WasmKernels, matrix: PackedMatrix): void {
  const { rowStride, columnStride, depth, columns, packed, offset = 0 } = matrix
  kernels.run(
    'packPanels',
    [
      ...[matrix.matrix, rowStride, columnStride, depth, columns],
      ...[packed, offset, matrix.totalDepth ?? depth],
    ],
    panelsOf(columns),
  )
}

export function paddedBytes(columns: number): number {
  return panelsOf(columns) * PANEL * 4
}

/** A bias with zeros up to whole panels, because the products load it so. */
export function copyPadded(
  kernels: WasmKernels,
  bias: number,
  columns: number,
  padded: number,
): void {
  const heap = new Float32Array(kernels.memory.buffer)
  heap.fill(0, padded / 4, (padded + paddedBytes(columns)) / 4)
  heap.copyWithin(padded / 4, bias / 4, bias / 4 + columns)
}
