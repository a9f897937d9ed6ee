/** How a product is divided among invocations. */
export interface ProductVariant {
  readonly name: string
  /** Pixels and vectors of four columns that an invocation keeps. */
  readonly rows: 4 | 8 | 16
  readonly vectors: 1 | 2 | 4
  /** Whether a workgroup reads its part of both factors into workgroup memory first. */
  readonly isShared: boolean
}

const PRODUCT_VARIANTS: readonly ProductVariant[] = [
  { name: '8x2', rows: 8, vectors: 2, isShared: false },
  { name: '8x4', rows: 8, vectors: 4, isShared: false },
  { name: '16x4', rows: 16, vectors: 4, isShared: false },
  { name: '4x2', rows: 4, vectors: 2, isShared: false },
  { name: 'shared', rows: 8, vectors: 2, isShared: true },
]

/** Below so many pixels a large tile would leave most of a GPU without work. */
const FEW_ROWS = 512

/**
 * The variants that a product may use, the default first. Vectors must come out even in a group, so a width of 4 or 12
 * columns gets narrower tiles of the same names.
 */
export function productVariants(product: {
  readonly rows: number
  readonly groupVectors: number
  readonly isOddWidth: boolean
  readonly mayShare: boolean
}): readonly ProductVariant[] {
  const { rows, groupVectors, isOddWidth, mayShare } = product
  const widest = isOddWidth || groupVectors % 2 !== 0 ? 1 : groupVectors % 4 !== 0 ? 2 : 4
  const possible = PRODUCT_VARIANTS.filter(
    ({ isShared }) => !isShared || (mayShare && groupVectors % SHARED_VECTORS === 0 && !isOddWidth),
  ).map((variant) => ({
    ...variant,
    vectors: variant.vectors <= widest ? variant.vectors : widest,
  }))
  const distinct = possible.filter(
    (variant, i) =>
      i ===
      possible.findIndex(
        (other) =>
          other.rows === variant.rows &&
          other.vectors === variant.vectors &&
          other.isShared === variant.isShared,
      ),
  )
  return rows < FEW_ROWS ? [...distinct].sort((a, b) => a.rows - b.rows) : distinct
}

/** Vectors of columns that a workgroup of the shared variant answers. */
export const SHARED_VECTORS = 16
