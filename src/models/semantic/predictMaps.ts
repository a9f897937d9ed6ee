import * as tf from '@tensorflow/tfjs-core'
import { softmax } from '../../kernels/softmax/softmax.ts'
import type { Box } from '../../domain/box.ts'
import type { ChannelRanges } from '../../domain/intensityRange.ts'
import type { NamedMaps } from '../../domain/regions/semanticMaps.ts'
import { RUN } from '../layers/pass.ts'
import { nextMacrotask } from '../nextMacrotask.ts'
import type { SemanticInput } from '../semanticArchitecture.ts'
import { fillInput, mirror } from './fillInput.ts'
import type { PictureReader } from './pictureReader.ts'
import type { SemanticNetwork } from './semanticNetwork.ts'
import { blendShares, tileSpans, type TileSpan } from './tileGrid.ts'

export interface PredictOptions {
  readonly input: SemanticInput
  /** What counts as 0 and as 1 in this picture; the whole scale where not said. */
  readonly ranges?: ChannelRanges | undefined
  /** The part of the picture to look at; all where not said. Whole pixels. */
  readonly window?: Box
  /** Answers of tiles, by place, kept for the next window. */
  readonly kept?: TileCache
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((fraction: number) => void) | undefined
}

/** What a tile answered, in bytes. [height, width, planes]: each class but the background, touching, distance. */
export interface TileAnswer {
  readonly planes: number
  readonly values: Uint8Array
}

export interface TileCache {
  get(key: string): TileAnswer | undefined
  set(key: string, answer: TileAnswer): void
}

/**
 * What the network says of a picture or a part of it, tile by tile; where tiles overlap their answers blend. Tiles lie
 * on one grid of the whole picture, so that a pixel gets the same answer whichever part it is asked with.
 *
 * @throws DOMException AbortError after the tile during which `signal` aborts
 */
export async function predictMaps(
  network: SemanticNetwork,
  reader: PictureReader,
  options: PredictOptions,
): Promise<NamedMaps> {
  const { input, signal, onProgress } = options
  const { size } = reader
  const window = options.window ?? { x: 0, y: 0, ...size }
  const columns = spansIn(tileSpans(size.width, input), window.x, window.width)
  const rows = spansIn(tileSpans(size.height, input), window.y, window.height)
  let sums: Float32Array | undefined
  let planes = 0
  let done = 0
  for (const row of rows) {
    for (const column of columns) {
      const key = `${column.start} ${row.start}`
      const answer =
        options.kept?.get(key) ?? (await askTile(network, reader, { column, row, options }))
      options.kept?.set(key, answer)
      planes = answer.planes
      sums ??= new Float32Array(window.width * window.height * planes)
      addTile(sums, answer, { column, row, window, overlap: input.overlap })
      onProgress?.(++done / (rows.length * columns.length))
      await nextMacrotask()
      signal?.throwIfAborted()
    }
  }
  return mapsOf(sums ?? new Float32Array(0), { planes, classes: network.classes - 1, window })
}

function spansIn(spans: readonly TileSpan[], from: number, length: number): readonly TileSpan[] {
  return spans.filter((span) => span.start < from + length && span.start + span.length > from)
}

interface TilePlace {
  readonly column: TileSpan
  readonly row: TileSpan
}

async function askTile(
  network: SemanticNetwork,
  reader: PictureReader,
  { column, row, options }: TilePlace & { readonly options: PredictOptions },
): Promise<TileAnswer> {
  const { margin } = network
  const width = network.inputSide(column.length)
  const height = network.inputSide(row.length)
  const place = { x: column.start - margin, y: row.start - margin, width, height }
  const across = partOf(place.x, width, reader.size.width)
  const down = partOf(place.y, height, reader.size.height)
  const box = { x: across.from, y: down.from, width: across.length, height: down.length }
  const pixels = new Float32Array(width * height * 3)
  fillInput(pixels, place, {
    picture: await reader.read(box),
    origin: box,
    size: reader.size,
    ranges: options.ranges,
    input: options.input,
  })
  const answer = tf.tidy(() => {
    const logits = network.forward(tf.tensor4d(pixels, [1, height, width, 3]), RUN)
    const size = [1, row.length, column.length] as const
    const all = softmax(tf.slice4d(logits.classes, [0, 0, 0, 0], [...size, -1]))
    const named = tf.slice4d(all, [0, 0, 0, 1], [-1, -1, -1, -1])
    if (logits.shape === null) return named
    const shape = tf.sigmoid(tf.slice4d(logits.shape, [0, 0, 0, 0], [...size, -1]))
    return tf.concat([named, shape], 3)
  })
  try {
    const values = await answer.data<'float32'>()
    return { planes: answer.shape[3], values: Uint8Array.from(values, (v) => Math.round(v * 255)) }
  } finally {
    answer.dispose()
  }
}

/** The part of a picture's axis that a stretch of input sees, mirrored or not. */
function partOf(start: number, length: number, size: number): { from: number; length: number } {
  let from = size
  let to = 0
  for (let i = start; i < start + length; i++) {
    const at = mirror(i, size)
    from = Math.min(from, at)
    to = Math.max(to, at + 1)
  }
  return { from, length: to - from }
}

function addTile(
  sums: Float32Array,
  { planes, values }: TileAnswer,
  { column, row, window, overlap }: TilePlace & { readonly window: Box; readonly overlap: number },
): void {
  const across = blendShares(column, overlap)
  const down = blendShares(row, overlap)
  const left = Math.max(column.start, window.x)
  const right = Math.min(column.start + column.length, window.x + window.width)
  const top = Math.max(row.start, window.y)
  const bottom = Math.min(row.start + row.length, window.y + window.height)
  for (let y = top; y < bottom; y++) {
    const rowShare = down[y - row.start] ?? 0
    let to = ((y - window.y) * window.width + left - window.x) * planes
    let from = ((y - row.start) * column.length + left - column.start) * planes
    for (let x = left; x < right; x++) {
      const share = rowShare * (across[x - column.start] ?? 0)
      for (let plane = 0; plane < planes; plane++, to++, from++) {
        sums[to] = (sums[to] ?? 0) + share * (values[from] ?? 0)
      }
    }
  }
}

function mapsOf(
  sums: Float32Array,
  plan: { readonly planes: number; readonly classes: number; readonly window: Box },
): NamedMaps {
  const { planes, classes } = plan
  const { width, height } = plan.window
  const pixels = width * height
  const maps = {
    size: { width, height },
    foreground: new Uint8Array(pixels),
    classes: new Uint8Array(pixels),
    named: new Uint8Array(pixels),
  }
  const shape =
    planes > classes ? { touching: new Uint8Array(pixels), distance: new Uint8Array(pixels) } : null
  for (let at = 0; at < pixels; at++) {
    const from = at * planes
    let sum = 0
    let best = 0
    for (let c = 0; c < classes; c++) {
      const value = sums[from + c] ?? 0
      sum += value
      if (value > (sums[from + best] ?? 0)) best = c
    }
    maps.foreground[at] = Math.min(255, Math.round(sum))
    maps.classes[at] = best + 1
    // What the classes leave of certainty is the background's.
    maps.named[at] = (sums[from + best] ?? 0) > 255 - sum ? best + 1 : 0
    if (shape === null) continue
    shape.touching[at] = Math.round(sums[from + classes] ?? 0)
    shape.distance[at] = Math.round(sums[from + classes + 1] ?? 0)
  }
  return { ...maps, shape }
}
