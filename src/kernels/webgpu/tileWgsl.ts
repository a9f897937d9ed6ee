/** Rows of the product that one invocation computes; its columns are one or two vectors of four. */
export const TILE_ROWS = 8

const rows = Array.from({ length: TILE_ROWS }, (_, row) => row)

export type TileVectors = 1 | 2

/** Two vectors of columns a tile where they come out even. */
export function tileVectors(columns: number): TileVectors {
  return columns % 8 === 0 ? 2 : 1
}

/** WGSL of `line` for each row of the tile. */
export function eachRow(line: (row: number) => string): string {
  return rows.map(line).join('\n')
}

/** WGSL of `line` for each row and vector of columns. */
export function eachSum(
  vectors: TileVectors,
  line: (row: number, vector: number) => string,
): string {
  return eachRow((row) => eachVector(vectors, (vector) => line(row, vector)))
}

function eachVector(vectors: TileVectors, line: (vector: number) => string): string {
  return vectors === 2 ? line(0) + line(1) : line(0)
}

/** The sums of a tile, `sum<row>_<vector>`. */
export function declareSums(vectors: TileVectors): string {
  return eachSum(vectors, (row, vector) => `var sum${row}_${vector} = vec4<f32>(0.0);`)
}

/** Adds x · weight to the sums for one place of the inner axis, or for four at once. */
export function multiplyStep(options: {
  /** Values that are read at once from x. */
  readonly components: 1 | 4
  readonly vectors: TileVectors
  /** WGSL of row `row`'s values of x. */
  readonly load: (row: number) => string
  /** WGSL of the index, in vectors, of the tile's first weight in inner place `place`. */
  readonly weightAt: (place: number) => string
}): string {
  const { components, vectors, load, weightAt } = options
  const lanes = components === 4 ? ['.x', '.y', '.z', '.w'] : ['']
  const weights = lanes.map((_, i) => {
    const reads = eachVector(vectors, (v) => `let w${i}_${v} = weight[at${i} + ${v}];`)
    return `let at${i} = ${weightAt(i)}; ${reads}`
  })
  const products = eachRow((row) => {
    const terms = lanes.map((lane, i) =>
      eachVector(vectors, (v) => `sum${row}_${v} += x${row}${lane} * w${i}_${v};`),
    )
    return `let x${row} = ${load(row)}; ${terms.join('')}`
  })
  return weights.join('\n') + products
}
