import type { ConvolutionGeometry } from '../convolutionGeometry.ts'

/**
 * Forward and input gradient are one thing: every pixel of the answer gathers, for each tap of the filter, a row of
 * channels from one pixel of a source. Forward the source is x; backward it is dy, and a pixel's taps must meet the
 * stride. So backward the answer's pixels are taken in phases (their place modulo the stride): within a phase the same
 * taps meet, and what is left looks like a forward pass of stride 1 over every stride-th pixel.
 */
export type Direction = 'forward' | 'inputGradient'

export interface Gather {
  readonly direction: Direction
  /** Pixels that an invocation answers. */
  readonly rows: number
  /** Pixels of a phase, filled up to whole tiles. */
  readonly slots: number
  readonly phases: number
  /** Whether a tap may fall outside the source. */
  readonly isBounded: boolean
  readonly isStrided: boolean
  /** Whether a pixel of the answer needs but the pixel of the source in the same place. */
  readonly isPointwise: boolean
  readonly integers: Readonly<Record<string, number>>
}

export function planGather(g: ConvolutionGeometry, direction: Direction, rows: number): Gather {
  const isForward = direction === 'forward'
  const [phasesDown, phasesAcross] = isForward ? [1, 1] : [g.strideDown, g.strideAcross]
  const target = isForward ? [g.outHeight, g.outWidth] : [g.inHeight, g.inWidth]
  const [targetHeight = 0, targetWidth = 0] = target
  const gridHeight = Math.ceil(targetHeight / phasesDown)
  const gridWidth = Math.ceil(targetWidth / phasesAcross)
  const count = g.batch * gridHeight * gridWidth
  return {
    direction,
    rows,
    slots: Math.ceil(count / rows) * rows,
    phases: phasesDown * phasesAcross,
    isBounded: isForward ? reachesOutside(g) : !isPointwise(g),
    isStrided: phasesDown * phasesAcross > 1,
    isPointwise: isPointwise(g),
    integers: {
      count,
      slots: Math.ceil(count / rows) * rows,
      gridHeight,
      gridWidth,
      targetHeight,
      targetWidth,
      sourceHeight: isForward ? g.inHeight : g.outHeight,
      sourceWidth: isForward ? g.inWidth : g.outWidth,
      taps: g.filterHeight * g.filterWidth,
      filterWidth: g.filterWidth,
      strideDown: g.strideDown,
      strideAcross: g.strideAcross,
      dilationDown: g.dilationDown,
      dilationAcross: g.dilationAcross,
      padTop: g.padTop,
      padLeft: g.padLeft,
    },
  }
}

function reachesOutside(g: ConvolutionGeometry): boolean {
  const lastRow = (g.outHeight - 1) * g.strideDown + (g.filterHeight - 1) * g.dilationDown
  const lastColumn = (g.outWidth - 1) * g.strideAcross + (g.filterWidth - 1) * g.dilationAcross
  return (
    g.padTop > 0 ||
    g.padLeft > 0 ||
    lastRow - g.padTop >= g.inHeight ||
    lastColumn - g.padLeft >= g.inWidth
  )
}

/** Whether output pixels are input pixels. */
function isPointwise(g: ConvolutionGeometry): boolean {
  const sizes = [g.filterHeight, g.filterWidth, g.strideDown, g.strideAcross]
  return sizes.every((size) => size === 1) && g.inHeight === g.outHeight && g.inWidth === g.outWidth
}

/**
 * WGSL of the tile's rows. `tile` must be the number of the tile among all tiles of all phases. The first row's place is
 * divided out and the others step on from it, for a division costs a software adapter as much as a vector of memory; rows
 * past the last pixel read what WebGPU lets them, and are not stored.
 *
 * No `&&` here and no guard that could be a `select`: SwiftShader's compiler walks every path through a shader, and
 * eight rows of four short-circuits took it half a minute.
 */
export function rowsWgsl({ direction, rows, isStrided, isPointwise }: Gather): string {
  if (isPointwise) {
    return `
      let firstSlot = tile * ${rows};
      ${each(rows, (r) => `let at${r} = min(firstSlot + ${r}, uniforms.count - 1);`)}`
  }
  return `
    let firstSlot = tile * ${rows} % uniforms.slots;
    ${
      isStrided
        ? `let phase = tile * ${rows} / uniforms.slots;
           let phaseDown = phase / uniforms.strideAcross;
           let phaseAcross = phase % uniforms.strideAcross;`
        : 'let phaseDown = 0; let phaseAcross = 0;'
    }
    let gridX0 = firstSlot % uniforms.gridWidth;
    let gridRow = firstSlot / uniforms.gridWidth;
    let gridY0 = gridRow % uniforms.gridHeight;
    let picture0 = gridRow / uniforms.gridHeight;
    ${each(rows, (r) =>
      r === 0
        ? ''
        : `
        let isNextRow${r} = gridX${r - 1} + 1 == uniforms.gridWidth;
        let gridX${r} = select(gridX${r - 1} + 1, 0, isNextRow${r});
        let stepped${r} = gridY${r - 1} + i32(isNextRow${r});
        let isNextPicture${r} = stepped${r} == uniforms.gridHeight;
        let gridY${r} = select(stepped${r}, 0, isNextPicture${r});
        let picture${r} = picture${r - 1} + i32(isNextPicture${r});`,
    )}
    ${each(rows, (r) =>
      direction === 'forward'
        ? `let top${r} = gridY${r} * uniforms.strideDown - uniforms.padTop;
           let left${r} = gridX${r} * uniforms.strideAcross - uniforms.padLeft;`
        : `let top${r} = gridY${r};
           let left${r} = gridX${r};`,
    )}`
}

/** WGSL that visits the taps: `visit` sees `tap`, and `at<row>` (a source pixel) and `isIn<row>` of each row. */
export function tapsWgsl(gather: Gather, visit: string): string {
  const { direction, rows, isBounded, isStrided, isPointwise } = gather
  if (isPointwise) return `let tap = 0; ${visit}`
  const offset =
    direction === 'forward'
      ? `let down = tap / uniforms.filterWidth * uniforms.dilationDown;
         let across = tap % uniforms.filterWidth * uniforms.dilationAcross;`
      : `let reachDown = phaseDown + uniforms.padTop - tap / uniforms.filterWidth * uniforms.dilationDown;
         let reachAcross = phaseAcross + uniforms.padLeft - tap % uniforms.filterWidth * uniforms.dilationAcross;
         let down = reachDown / uniforms.strideDown;
         let across = reachAcross / uniforms.strideAcross;
         ${
           isStrided
             ? `if ((reachDown != down * uniforms.strideDown) | (reachAcross != across * uniforms.strideAcross)) {
                  continue;
                }`
             : ''
         }`
  return `
    let sourceHeight = uniforms.sourceHeight;
    let sourceWidth = uniforms.sourceWidth;
    for (var tap = 0; tap < uniforms.taps; tap++) {
      ${offset}
      ${each(
        rows,
        (r) => `
        let y${r} = top${r} + down;
        let x${r} = left${r} + across;
        let place${r} = (picture${r} * sourceHeight + y${r}) * sourceWidth + x${r};
        ${
          isBounded
            ? `let isIn${r} = (u32(y${r}) < u32(sourceHeight)) & (u32(x${r}) < u32(sourceWidth));
               let at${r} = select(0, place${r}, isIn${r});`
            : `let at${r} = place${r};`
        }`,
      )}
      ${visit}
    }`
}

/** `value`, or zero where the row's tap is outside. */
export function insideWgsl({ isBounded }: Gather, row: number, value: string): string {
  return isBounded ? `select(vec4<f32>(0.0), ${value}, isIn${row})` : value
}

/** WGSL that runs `store(row)` for the rows that are pixels; it sees `pixel`. */
export function storeWgsl(gather: Gather, store: (row: number) => string): string {
  return each(gather.rows, (r) =>
    gather.isStrided
      ? `{
          let targetY = gridY${r} * uniforms.strideDown + phaseDown;
          let targetX = gridX${r} * uniforms.strideAcross + phaseAcross;
          if ((firstSlot + ${r} < uniforms.count) & (targetY < uniforms.targetHeight) & (targetX < uniforms.targetWidth)) {
            let pixel = (picture${r} * uniforms.targetHeight + targetY) * uniforms.targetWidth + targetX;
            ${store(r)}
          }
        }`
      : `if (firstSlot + ${r} >= uniforms.count) { return; }
         { let pixel = firstSlot + ${r}; ${store(r)} }`,
  )
}

export function each(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n')
}

/**
 * sum += the products of each factor and its vector, in order, as one expression: fused where there is an instruction
 * for it, and the sum is taken up and put down once. A software adapter keeps sums in memory, where each further time
 * costs more than the product.
 */
export function multiplyAdd(
  sum: string,
  products: readonly (readonly [factor: string, vector: string])[],
): string {
  const added = products.reduce(
    (inner, [factor, vector]) => `fma(vec4<f32>(${factor}), ${vector}, ${inner})`,
    sum,
  )
  return `${sum} = ${added};`
}

/** The four values of `values`, each with its vector: factors and vectors of `multiplyAdd`. */
export function lanesOf(
  values: string,
  vectorOf: (lane: number) => string,
): (readonly [factor: string, vector: string])[] {
  return [0, 1, 2, 3].map((lane) => [`${values}[${lane}]`, vectorOf(lane)])
}
