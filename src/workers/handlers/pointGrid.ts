import type { ImagePoint, ImageSize } from '../../domain/image.ts'

/** The middles of side x side equal cells over the picture (segment_anything/utils/amg.py, `build_point_grid`). */
export function pointGrid(side: number, { width, height }: ImageSize): ImagePoint[] {
  return Array.from({ length: side * side }, (_, i) => ({
    x: (((i % side) + 0.5) / side) * width,
    y: ((Math.floor(i / side) + 0.5) / side) * height,
  }))
}
