import type { PixelData } from '../../src/models/pixelData.ts'

/** A picture made of sines with a disc, a chequered square and an ellipse on it: the same on every machine. */
export function drawPicture(width = 1024, height = 704): PixelData {
  const data = new Uint8Array(width * height * 3)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colourAt(x, y), (y * width + x) * 3)
  }
  return { width, height, data }
}

/** Where the things of the picture are. */
export const DISC = { x: 300, y: 300, radius: 140 } as const
export const SQUARE = { x: 560, y: 200, width: 320, height: 320 } as const
export const ELLIPSE = { x: 720, y: 360 } as const

function colourAt(x: number, y: number): readonly [number, number, number] {
  if ((x - ELLIPSE.x) ** 2 / 900 + (y - ELLIPSE.y) ** 2 / 6400 < 1) return [240, 220, 90]
  const { x: left, y: top, width, height } = SQUARE
  if (x > left && x < left + width && y > top && y < top + height) {
    return [40, 70, 180 + (((x >> 3) + (y >> 3)) % 2) * 40]
  }
  if ((x - DISC.x) ** 2 + (y - DISC.y) ** 2 < DISC.radius ** 2) return [200, 60 + (x % 16) * 3, 50]
  return [
    120 + 60 * Math.sin(x / 97) + 20 * Math.sin(y / 13),
    140 + 40 * Math.cos(y / 71) + 15 * Math.sin(x / 7),
    110 + 50 * Math.sin((x + y) / 133),
  ]
}
