import { connectedComponents } from './connectedComponents.ts'
import { squaredDistanceToOther } from './distanceTransform.ts'
import { fillHoles } from './fillHoles.ts'
import type { LabelMap } from './labelMap.ts'
import type { SemanticMaps } from './semanticMaps.ts'
import { watershed } from './watershed.ts'

/** How a semantic map becomes objects. Shares and probabilities run from 0 to 1. */
export interface DecodeOptions {
  /**
   * `off`: pixels that touch are one object. `shape`: a clump is cut where it is narrow, by its own shape. `model`: by
   * the model's distance and touching heads; a model that has none is cut by shape.
   */
  readonly separate: 'off' | 'shape' | 'model'
  /** A pixel is of an object when the model gives it at least this probability. */
  readonly minForeground: number
  /** A separate object begins where depth inside it reaches at least this. Lower merges, higher splits. */
  readonly minSeed: number
  /** Objects with fewer pixels are dropped. */
  readonly minArea: number
  readonly fillHoles: boolean
}

export const DECODE_DEFAULTS: DecodeOptions = {
  separate: 'model',
  minForeground: 0.5,
  minSeed: 0.5,
  minArea: 20,
  fillHoles: true,
}

/**
 * Objects from a semantic map: seeds are the connected parts that lie deep inside, and from them a marker-controlled
 * watershed floods the foreground. A clump in which nothing is deep enough is one object. Numbered from the top left.
 */
export function decodeInstances(maps: SemanticMaps, options: DecodeOptions): LabelMap {
  const { size } = maps
  const floor = byteOf(options.minForeground)
  const inside = Uint8Array.from(maps.foreground, (value, at) =>
    value >= floor ? (maps.classes[at] ?? 1) : 0,
  )
  const clumps = connectedComponents(inside, size)
  const objects = options.separate === 'off' ? clumps : separate(maps, inside, clumps, options)
  const kept = dropSmall(objects, options.minArea)
  return options.fillHoles ? fillHoles(kept) : kept
}

function separate(
  maps: SemanticMaps,
  inside: Uint8Array,
  clumps: LabelMap,
  options: DecodeOptions,
): LabelMap {
  const depth =
    options.separate === 'model' && maps.shape !== null
      ? depthOfHeads(maps.shape.distance, maps.shape.touching)
      : depthOfShape(clumps)
  const floor = byteOf(options.minSeed)
  const seeds = depth.map((value, at) => (value >= floor ? (inside[at] ?? 0) : 0))
  const markers = withSeedless(connectedComponents(seeds, maps.size, { diagonal: true }), clumps)
  const landscape = depth.map((value) => 255 - value)
  // Objects of different classes may touch: each class is flooded for itself.
  const classes = new Set(maps.classes)
  if (classes.size <= 1) return watershed({ landscape, markers, within: inside })
  const labels = new Int32Array(inside.length)
  for (const value of classes) {
    const within = inside.map((entry) => (entry === value ? 1 : 0))
    const flooded = watershed({ landscape, markers, within }).labels
    for (let at = 0; at < labels.length; at++) labels[at] ||= flooded[at] ?? 0
  }
  return { size: maps.size, labels, count: markers.count }
}

/** Where objects touch, nothing is deep. */
function depthOfHeads(
  distance: Uint8Array<ArrayBuffer>,
  touching: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return distance.map((value, at) => Math.max(0, value - (touching[at] ?? 0)))
}

/** Depth by the outline alone: distance to the edge over the largest of the clump. */
function depthOfShape({ labels, size, count }: LabelMap): Uint8Array<ArrayBuffer> {
  const squares = squaredDistanceToOther(labels, size)
  const largest = new Float64Array(count + 1)
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0
    largest[label] = Math.max(largest[label] ?? 0, squares[at] ?? 0)
  }
  const depth = new Uint8Array(labels.length)
  for (let at = 0; at < labels.length; at++) {
    const label = labels[at] ?? 0
    if (label > 0) {
      depth[at] = Math.round(255 * Math.sqrt((squares[at] ?? 0) / (largest[label] ?? 1)))
    }
  }
  return depth
}

/** The markers, and one for each clump without any: the whole clump. */
function withSeedless(markers: LabelMap, clumps: LabelMap): LabelMap {
  const hasSeed = new Uint8Array(clumps.count + 1)
  for (let at = 0; at < markers.labels.length; at++) {
    if (markers.labels[at] !== 0) hasSeed[clumps.labels[at] ?? 0] = 1
  }
  const added = new Int32Array(clumps.count + 1)
  let { count } = markers
  const labels = markers.labels.map((label, at) => {
    const clump = clumps.labels[at] ?? 0
    if (label !== 0 || clump === 0 || hasSeed[clump] === 1) return label
    added[clump] ||= ++count
    return added[clump] ?? 0
  })
  return { size: markers.size, labels, count }
}

/** Keeps the regions of at least `minArea` pixels and numbers them anew, from the top left. */
export function dropSmall({ labels, size, count }: LabelMap, minArea: number): LabelMap {
  const areas = new Uint32Array(count + 1)
  for (const label of labels) areas[label] = (areas[label] ?? 0) + 1
  const renamed = new Int32Array(count + 1)
  let kept = 0
  const result = labels.map((label) => {
    if (label === 0 || (areas[label] ?? 0) < minArea) return 0
    renamed[label] ||= ++kept
    return renamed[label] ?? 0
  })
  return { size, labels: result, count: kept }
}

/** A probability as the least byte that reaches it. */
function byteOf(probability: number): number {
  return Math.max(1, Math.ceil(probability * 255))
}
