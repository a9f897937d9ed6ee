import { COCO_CATEGORIES } from './cocoCategories.ts'

/**
 * The colours of classes, each with the COCO classes that wear it. Sixteen colours of OKLCH lightness 0.56 to 0.88 and
 * chroma 0.10 to 0.18, so that they stand off photographs and both themes, chosen by search: the smallest OKLab
 * distance of any two is as large as can be had, as seen with normal vision and with simulated protanopia and
 * deuteranopia (Machado, Oliveira and Fernandes 2009). The classes were then spread so that those that share a picture
 * (a person and everything; the road; the table; the farm) lie far apart. The spec beside this file holds the bounds.
 */
const PALETTE: readonly (readonly [colour: string, ...labels: string[]])[] = [
  ['#3e89f7', 'person'],
  [
    '#e4df2c',
    'car',
    'dog',
    'giraffe',
    'snowboard',
    'bottle',
    'sandwich',
    'potted plant',
    'remote',
    'scissors',
  ],
  [
    '#d45003',
    'motorcycle',
    'fire hydrant',
    'horse',
    'backpack',
    'sports ball',
    'wine glass',
    'apple',
    'donut',
    'tv',
    'oven',
    'teddy bear',
  ],
  ['#86cdff', 'truck', 'sheep', 'baseball bat', 'dining table', 'cell phone', 'hair drier'],
  ['#f68389', 'cat', 'zebra', 'cake'],
  ['#b63d91', 'bus', 'bench', 'elephant', 'tie', 'cup', 'bed', 'vase'],
  ['#b0a11b', 'train', 'bird', 'bear', 'knife', 'carrot', 'keyboard', 'toothbrush'],
  ['#96a4f6', 'umbrella', 'spoon', 'hot dog', 'toaster'],
  ['#5afaa4', 'boat', 'cow', 'baseball glove', 'pizza', 'toilet', 'book'],
  ['#268956', 'airplane', 'frisbee', 'surfboard', 'broccoli', 'microwave'],
  ['#28c2be', 'laptop', 'clock'],
  ['#66f1ec', 'bicycle', 'stop sign', 'handbag', 'kite', 'fork', 'orange', 'chair', 'refrigerator'],
  ['#6967c3', 'parking meter', 'tennis racket', 'bowl', 'couch', 'mouse', 'sink'],
  ['#e2b75c', 'traffic light', 'suitcase', 'skateboard', 'banana'],
  ['#a780bf'],
  ['#e1527b', 'skis'],
]

/** Every colour a class can have, `#rrggbb`. */
export const CLASS_COLOURS: readonly string[] = PALETTE.map(([colour]) => colour)

const slotByLabel = new Map(
  PALETTE.flatMap(([, ...labels], slot) => labels.map((label) => [label, slot] as const)),
)

const cocoRank = new Map(COCO_CATEGORIES.map(({ name, id }) => [name, id]))

/** The colour of a class, `#rrggbb`: always the same for the same name. */
export function classColour(label: string): string {
  return colourAt(slotOf(label))
}

/**
 * Colours for the classes present. Each keeps its own colour where it can; of several with the same, COCO's classes go
 * before others in COCO's order, the rest by alphabet, and those left over move on to the next colour nobody has. The
 * order of `labels` plays no part. Colours repeat when there are more classes than colours.
 */
export function colourClasses(labels: Iterable<string>): Record<string, string> {
  const waiting = [...new Set(labels)].sort(byPrecedence)
  const taken = new Set<number>()
  const slots = new Map<string, number>()
  for (const label of waiting) {
    const slot = slotOf(label)
    if (taken.has(slot)) continue
    taken.add(slot)
    slots.set(label, slot)
  }
  for (const label of waiting) {
    if (slots.has(label)) continue
    let slot = slotOf(label)
    for (let tries = 0; taken.has(slot) && tries < PALETTE.length; tries++) {
      slot = (slot + 1) % PALETTE.length
    }
    taken.add(slot)
    slots.set(label, slot)
  }
  return Object.fromEntries(waiting.map((label) => [label, colourAt(slots.get(label) ?? 0)]))
}

function colourAt(slot: number): string {
  return CLASS_COLOURS[slot] ?? '#3e89f7'
}

function slotOf(label: string): number {
  return slotByLabel.get(label) ?? hash(label) % PALETTE.length
}

function byPrecedence(a: string, b: string): number {
  const [rankA, rankB] = [cocoRank.get(a) ?? Infinity, cocoRank.get(b) ?? Infinity]
  if (rankA !== rankB) return rankA - rankB
  return a < b ? -1 : 1
}

/** FNV-1a over UTF-16 units, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  }
  return value >>> 0
}
