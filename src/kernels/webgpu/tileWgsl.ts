/** Rows, and columns, of the product that one invocation computes. */
export const TILE = 8

const rows = Array.from({ length: TILE }, (_, row) => row)

/** Runs `line` for each row of the tile. */
export function eachRow(line: (row: number) => string): string {
  return rows.map(line).join('\n')
}

/** The sums of a tile: two vectors a row. */
export const declareSums = eachRow(
  (row) => `var sum${row}a = vec4<f32>(0.0); var sum${row}b = vec4<f32>(0.0);`,
)

/**
 * Adds x · weight to the sums for one place of the inner axis (or four at once).
 *
 * @param components values read at once from x
 * @param load WGSL of row `row`'s values of x
 * @param weightAt WGSL of the index (in vectors) of the tile's first weight in inner place `place`
 */
export function multiplyStep(options: {
  readonly components: 1 | 4
  readonly load: (row: number) => string
  readonly weightAt: (place: number) => string
}): string {
  const { components, load, weightAt } = options
  const lanes = components === 4 ? ['.x', '.y', '.z', '.w'] : ['']
  const weights = lanes.map(
    (_, i) => `
      let at${i} = ${weightAt(i)};
      let w${i}a = weight[at${i}];
      let w${i}b = weight[at${i} + 1];`,
  )
  const products = eachRow((row) => {
    const terms = lanes.map(
      (lane, i) => `
        sum${row}a += x${row}${lane} * w${i}a;
        sum${row}b += x${row}${lane} * w${i}b;`,
    )
    return `let x${row} = ${load(row)}; ${terms.join('')}`
  })
  return weights.join('') + products
}
