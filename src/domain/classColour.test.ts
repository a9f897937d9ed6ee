import { describe, expect, it } from 'vitest'
import { CLASS_COLOURS, classColour, colourClasses } from './classColour.ts'
import { COCO_CATEGORIES } from './cocoCategories.ts'

type Triple = readonly [number, number, number]
type Matrix = readonly [Triple, Triple, Triple]

const multiply = (matrix: Matrix, [x, y, z]: Triple): Triple => {
  const [a, b, c] = matrix.map((row) => row[0] * x + row[1] * y + row[2] * z)
  return [a ?? 0, b ?? 0, c ?? 0]
}

const each = (triple: Triple, change: (value: number) => number): Triple => [
  change(triple[0]),
  change(triple[1]),
  change(triple[2]),
]

/** Linear-light sRGB, 0 to 1. */
function linearOf(colour: string): Triple {
  const bytes = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
  return each([bytes[0] ?? 0, bytes[1] ?? 0, bytes[2] ?? 0], (value) =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4,
  )
}

/** Björn Ottosson's OKLab. */
function oklabOf(linear: Triple): Triple {
  const cones = multiply(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    linear,
  )
  return multiply(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    each(cones, Math.cbrt),
  )
}

/** Full deuteranopia in linear light, Machado, Oliveira and Fernandes 2009. */
const deuteranopia: Matrix = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
]

const seenBy = {
  'normal vision': (colour: string) => oklabOf(linearOf(colour)),
  deuteranopia: (colour: string) =>
    oklabOf(
      each(multiply(deuteranopia, linearOf(colour)), (value) => Math.min(1, Math.max(0, value))),
    ),
}

function distance(see: (colour: string) => Triple, a: string, b: string): number {
  const [x, y] = [see(a), see(b)]
  return Math.hypot(x[0] - y[0], x[1] - y[1], x[2] - y[2])
}

const neighbours = [
  ['person', 'bicycle', 'car', 'motorcycle'],
  ['cat', 'dog'],
  ['sheep', 'cow', 'horse'],
  ['boat', 'person'],
  ['cup', 'bottle', 'dining table'],
]

const pairs = (group: readonly string[]) =>
  group.flatMap((a, index) => group.slice(index + 1).map((b) => [a, b] as const))

describe.each(Object.entries(seenBy))('class colours under %s', (_, see) => {
  it.each(neighbours.flatMap(pairs))('tell %s and %s well apart', (a, b) => {
    expect(distance(see, classColour(a), classColour(b))).toBeGreaterThan(0.15)
  })

  it('are all told apart', () => {
    const nearest = Math.min(...pairs(CLASS_COLOURS).map(([a, b]) => distance(see, a, b)))
    expect(nearest).toBeGreaterThan(0.08)
  })

  it('stand off black and white', () => {
    for (const colour of CLASS_COLOURS) {
      expect(distance(see, colour, '#000000')).toBeGreaterThan(0.5)
      expect(distance(see, colour, '#ffffff')).toBeGreaterThan(0.12)
    }
  })
})

describe('classColour', () => {
  it('knows every COCO class and gives any other name a colour of the palette', () => {
    expect(new Set(COCO_CATEGORIES.map(({ name }) => classColour(name))).size).toBeGreaterThan(14)
    for (const label of ['gnome', '', '猫', '__proto__']) {
      expect(CLASS_COLOURS).toContain(classColour(label))
    }
  })
})

describe('colourClasses', () => {
  it('keeps the colour a class always has', () => {
    expect(colourClasses(['person', 'cat'])).toEqual({
      person: classColour('person'),
      cat: classColour('cat'),
    })
  })

  it('moves a clash to a free colour, whatever the order', () => {
    expect(classColour('car')).toBe(classColour('dog'))
    const colours = colourClasses(['dog', 'car', 'motorcycle', 'dog'])
    expect(colours['car']).toBe(classColour('car'))
    expect(colours['motorcycle']).toBe(classColour('motorcycle'))
    expect(new Set(Object.values(colours)).size).toBe(3)
    expect(colourClasses(['motorcycle', 'car', 'dog'])).toEqual(colours)
  })

  it('uses every colour before it repeats one', () => {
    const labels = COCO_CATEGORIES.map(({ name }) => name)
    expect(new Set(Object.values(colourClasses(labels.slice(0, 16)))).size).toBe(16)
    expect(Object.keys(colourClasses(labels))).toHaveLength(80)
  })
})
