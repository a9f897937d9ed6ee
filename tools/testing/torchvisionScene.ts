import { createRandom } from '../../src/domain/random.ts'

/** Settings of one drawn picture of the recorded cases. */
export interface SceneSettings {
  readonly width: number
  readonly height: number
  readonly scene_seed: number
  readonly shapes: number
  readonly kinds: number
}

export interface Scene {
  readonly width: number
  readonly height: number
  /** [height, width, 3] */
  readonly rgb: Uint8Array<ArrayBuffer>
  /** [height, width] the shape that owns the pixel, -1 for background. */
  readonly owner: Int8Array
}

/** The picture that the cases' ALGORITHM describes, bit for bit. */
export function drawScene(settings: SceneSettings): Scene {
  const { width, height, scene_seed: seed, shapes, kinds } = settings
  const { floor } = Math
  const pixels = new Int32Array(width * height * 3)
  const owner = new Int8Array(width * height).fill(-1)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const lift = ((x >> 3) + (y >> 3)) % 2 === 1 ? 12 : 0
      const at = (y * width + x) * 3
      pixels[at] = 40 + floor((150 * x) / (width - 1)) + lift
      pixels[at + 1] = 60 + floor((120 * y) / (height - 1)) + lift
      pixels[at + 2] = 200 - floor((75 * (x + y)) / (width + height - 2)) + lift
    }
  }
  const random = createRandom(seed)
  const draw = (low: number, high: number): number => low + floor(random.next() * (high - low))
  const least = Math.min(width, height)
  for (let shape = 0; shape < shapes; shape++) {
    const cx = draw(floor(width / 8), width - floor(width / 8))
    const cy = draw(floor(height / 8), height - floor(height / 8))
    const rx = draw(floor(least / 12), floor(least / 4))
    const ry = draw(floor(least / 12), floor(least / 4))
    const colour = [draw(0, 256), draw(0, 256), draw(0, 256)]
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        if (!covers(shape % kinds, { dx: x - cx, dy: y - cy, rx, ry })) continue
        const shade = ((3 * x + 5 * y + 7 * shape) & 15) - 8
        owner[y * width + x] = shape
        colour.forEach((value, c) => (pixels[(y * width + x) * 3 + c] = value + shade))
      }
    }
  }
  const rgb = Uint8Array.from(pixels, (value) => Math.min(Math.max(value, 0), 255))
  return { width, height, rgb, owner }
}

function covers(
  kind: number,
  { dx, dy, rx, ry }: { dx: number; dy: number; rx: number; ry: number },
): boolean {
  if (kind === 0) return Math.abs(dx) <= rx && Math.abs(dy) <= ry
  if (kind === 1) return dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry
  return Math.abs(dy) <= ry && Math.abs(dx) * 2 * ry <= rx * (dy + ry)
}
