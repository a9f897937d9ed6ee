import type { Category, Dataset, DatasetImage, DatasetObject } from '../domain/dataset.ts'
import type { ImageSize } from '../domain/image.ts'
import { maskArea } from '../domain/mask/area.ts'
import { maskBox } from '../domain/mask/box.ts'
import { encodeMask } from '../domain/mask/encode.ts'
import { createRandom, type Random } from '../domain/random.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import { trainingSampleOf } from './trainingSampleOf.ts'

export interface DrawOptions {
  readonly seed: number
  /** Pictures to draw. */
  readonly count: number
  readonly width: number
  readonly height: number
  /** Shapes in a picture, at least 1 and at most this many. Default 5. */
  readonly maxObjects?: number
  /** Half the extent of a shape as a share of the picture's shorter side, at least and at most. Default 0.09 to 0.22. */
  readonly radius?: readonly [from: number, to: number]
  /** How many of `DRAWN_CATEGORIES` are drawn, the first ones. Default all. */
  readonly kinds?: number
  /** Share of the pictures, the last ones, that make the split `val`. Default 0.2. */
  readonly valShare?: number
}

export interface DrawnPicture {
  readonly image: DatasetImage
  /** [height, width, 3] */
  readonly rgb: Uint8Array
}

export interface DrawnDataset {
  readonly dataset: Dataset
  readonly pictures: readonly DrawnPicture[]
}

export const DRAWN_CATEGORIES: readonly Category[] = [
  { id: 1, name: 'disc', supercategory: 'shape' },
  { id: 2, name: 'box', supercategory: 'shape' },
  { id: 3, name: 'triangle', supercategory: 'shape' },
]

const RADIUS = [0.09, 0.22] as const
/** A shape that others cover more than this is not labelled as whole, so it is not drawn at all. */
const MIN_VISIBLE_SHARE = 0.5
/** Sum of the channels' differences to the ground that keeps a shape to be seen. */
const MIN_CONTRAST = 150
const NOISE = 14

/**
 * Draws pictures of coloured discs, boxes and triangles on a noisy ground, every one with its exact mask: a pixel
 * belongs to the topmost shape that holds its centre. Plain arrays, no canvas; the same seed draws the same pictures
 * everywhere.
 */
export function drawDataset(options: DrawOptions): DrawnDataset {
  const { seed, count, valShare = 0.2 } = options
  const random = createRandom(seed)
  const firstVal = count - Math.round(count * valShare)
  let nextObjectId = 1
  const pictures: DrawnPicture[] = []
  for (let index = 0; index < count; index++) {
    const { rgb, objects } = drawPicture(options, random, nextObjectId)
    nextObjectId += objects.length
    const image: DatasetImage = {
      id: index + 1,
      name: `drawn-${String(index + 1).padStart(4, '0')}.png`,
      size: { width: options.width, height: options.height },
      split: index < firstVal ? 'train' : 'val',
      objects,
    }
    pictures.push({ image, rgb })
  }
  const images = pictures.map(({ image }) => image)
  return {
    dataset: { name: 'Drawn shapes', categories: drawnCategories(options), images },
    pictures,
  }
}

/** The categories of such a dataset. */
export function drawnCategories({ kinds }: Pick<DrawOptions, 'kinds'>): readonly Category[] {
  return DRAWN_CATEGORIES.slice(0, kinds)
}

/** The drawn pictures as models take them. */
export function drawnSamples({ dataset, pictures }: DrawnDataset): readonly TrainingSample[] {
  return pictures.map(({ image, rgb }) => trainingSampleOf(image, rgb, dataset.categories))
}

type Colour = readonly [number, number, number]

interface Shape {
  readonly categoryId: number
  readonly colour: Colour
  readonly contains: (x: number, y: number) => boolean
  /** Pixels it would have with nothing on top. */
  readonly pixels: number
}

function drawPicture(
  { width, height, maxObjects = 5, radius = RADIUS, kinds = DRAWN_CATEGORIES.length }: DrawOptions,
  random: Random,
  firstId: number,
): { rgb: Uint8Array; objects: readonly DatasetObject[] } {
  const size = { width, height }
  const ground = randomColour(random)
  // Which shape shows at each pixel, counted from 1 in drawing order; 0 is the ground. [height, width]
  let owner: Uint8Array = new Uint8Array(width * height)
  const shapes: Shape[] = []
  const wanted = 1 + Math.floor(random.next() * Math.min(maxObjects, 255))
  for (let tries = 0; shapes.length < wanted && tries < 8 * wanted; tries++) {
    const shape = randomShape(size, { ground, kinds, radius }, random)
    const next = owner.slice()
    paintOwner(next, shape, shapes.length + 1, size)
    if (![...shapes, shape].every((each, index) => isVisible(next, each, index + 1))) continue
    owner = next
    shapes.push(shape)
  }
  const objects = shapes.map((shape, index): DatasetObject => {
    const mask = encodeMask(
      owner.map((value) => (value === index + 1 ? 1 : 0)),
      size,
    )
    return {
      id: firstId + index,
      categoryId: shape.categoryId,
      box: maskBox(mask),
      shape: { kind: 'mask', mask },
      area: maskArea(mask),
      isCrowd: false,
      ignore: false,
    }
  })
  return { rgb: paintPixels(owner, ground, shapes, random), objects }
}

function randomShape(
  size: ImageSize,
  {
    ground,
    kinds,
    radius: [from, to],
  }: {
    readonly ground: Colour
    readonly kinds: number
    readonly radius: readonly [number, number]
  },
  random: Random,
): Shape {
  const category = Math.floor(random.next() * kinds)
  const shorter = Math.min(size.width, size.height)
  const radius = Math.max(2, shorter * (from + random.next() * (to - from)))
  const cx = radius + random.next() * Math.max(0, size.width - 2 * radius)
  const cy = radius + random.next() * Math.max(0, size.height - 2 * radius)
  const turn = random.next() * 2 * Math.PI
  let colour = randomColour(random)
  while (contrast(colour, ground) < MIN_CONTRAST) colour = randomColour(random)
  const contains = insideTest(category, { cx, cy, radius, turn })
  let pixels = 0
  for (let y = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++) if (contains(x + 0.5, y + 0.5)) pixels += 1
  }
  return { categoryId: category + 1, colour, contains, pixels }
}

function insideTest(
  category: number,
  { cx, cy, radius, turn }: { cx: number; cy: number; radius: number; turn: number },
): Shape['contains'] {
  const cos = Math.cos(turn)
  const sin = Math.sin(turn)
  const turned = (x: number, y: number) => ({
    u: (x - cx) * cos + (y - cy) * sin,
    v: (y - cy) * cos - (x - cx) * sin,
  })
  if (category === 0) return (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius * radius
  if (category === 1) {
    const half = radius * Math.SQRT1_2
    return (x, y) => {
      const { u, v } = turned(x, y)
      return Math.abs(u) <= half && Math.abs(v) <= half
    }
  }
  // An equilateral triangle is where three half-planes, a third of a turn apart, meet.
  return (x, y) => {
    const { u, v } = turned(x, y)
    const slant = (Math.sqrt(3) / 2) * v
    return u >= -radius / 2 && -u / 2 + slant >= -radius / 2 && -u / 2 - slant >= -radius / 2
  }
}

function paintOwner(owner: Uint8Array, shape: Shape, value: number, size: ImageSize): void {
  for (let y = 0, at = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, at++) {
      if (shape.contains(x + 0.5, y + 0.5)) owner[at] = value
    }
  }
}

function isVisible(owner: Uint8Array, shape: Shape, value: number): boolean {
  const visible = owner.reduce((total, each) => total + (each === value ? 1 : 0), 0)
  return visible > 0 && visible >= MIN_VISIBLE_SHARE * shape.pixels
}

/** @returns [height, width, 3] */
function paintPixels(
  owner: Uint8Array,
  ground: Colour,
  shapes: readonly Shape[],
  random: Random,
): Uint8Array {
  const rgb = new Uint8Array(owner.length * 3)
  owner.forEach((value, at) => {
    const colour = value === 0 ? ground : (shapes[value - 1]?.colour ?? ground)
    const noise = (random.next() - 0.5) * 2 * NOISE
    for (let channel = 0; channel < 3; channel++) {
      const level = Math.round((colour[channel] ?? 0) + noise)
      rgb[3 * at + channel] = Math.min(255, Math.max(0, level))
    }
  })
  return rgb
}

function randomColour(random: Random): Colour {
  const level = () => Math.floor(random.next() * 256)
  return [level(), level(), level()]
}

function contrast(a: Colour, b: Colour): number {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2])
}
