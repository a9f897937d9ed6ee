import type { MaskRcnnArchitecture } from '../architecture.ts'

type Size = readonly [height: number, width: number]

/**
 * The boxes that proposals start from: around each cell of each map one for every size and aspect ratio, as
 * torchvision's AnchorGenerator (torchvision/models/detection/anchor_utils.py).
 *
 * @param pictureSize of the padded picture
 * @param mapSizes of the pyramid's levels, fine to coarse
 * @returns for each level [height * width * anchors, 4] x1, y1, x2, y2: along rows, then columns, then anchors
 */
export function makeAnchors(
  { sizes, aspectRatios }: MaskRcnnArchitecture['anchors'],
  pictureSize: Size,
  mapSizes: readonly Size[],
): readonly Float32Array[] {
  return mapSizes.map((mapSize, level) =>
    repeatOverGrid(makeCellAnchors(sizes[level] ?? [], aspectRatios), pictureSize, mapSize),
  )
}

/** Anchors around the origin, [aspectRatios * sizes, 4], sides rounded to whole pixels. */
export function makeCellAnchors(
  sizes: readonly number[],
  aspectRatios: readonly number[],
): Float32Array {
  const boxes = aspectRatios.flatMap((ratio) => {
    const tall = Math.fround(Math.sqrt(Math.fround(ratio)))
    const wide = Math.fround(1 / tall)
    return sizes.flatMap((size) => {
      const halfWidth = Math.fround(wide * size) / 2
      const halfHeight = Math.fround(tall * size) / 2
      return [-halfWidth, -halfHeight, halfWidth, halfHeight].map(roundHalfToEven)
    })
  })
  return Float32Array.from(boxes)
}

function repeatOverGrid(cell: Float32Array, picture: Size, [height, width]: Size): Float32Array {
  const down = Math.floor(picture[0] / height)
  const across = Math.floor(picture[1] / width)
  const anchors = new Float32Array(height * width * cell.length)
  let i = 0
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let k = 0; k < cell.length; k++) {
        anchors[i++] = (cell[k] ?? 0) + (k % 2 === 0 ? x * across : y * down)
      }
    }
  }
  return anchors
}

/** As torch rounds: 2.5 to 2, 3.5 to 4. */
function roundHalfToEven(value: number): number {
  const floor = Math.floor(value)
  if (value - floor !== 0.5) return Math.round(value) || 0
  return floor % 2 === 0 ? floor : floor + 1
}
