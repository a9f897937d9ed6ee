import type { Box } from '../../domain/box.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { ByteSource } from './byteSource.ts'
import { decodePiece, type PieceShape, type Samples } from './decodePiece.ts'
import { PieceCache } from './pieceCache.ts'
import type { TiffPage } from './readTiff.ts'
import type { TiffImage } from './tiffImage.ts'
import { sampledPlaces, sampledSize, type SampledOptions, type TiffPicture } from './tiffPicture.ts'

/** Unpacked pieces that are kept: a row of tiles of 512 over a picture of 20,000, as a U-Net asks for them. */
export const CACHE_BYTES = 96 * 2 ** 20

export interface PiecewiseOptions {
  readonly name: string
  /** The picture first, then smaller copies of it, if there are any, largest first. */
  readonly levels: readonly [TiffImage, ...TiffImage[]]
  readonly cacheBytes?: number
}

/** A picture of which only the pieces are read, and unpacked, that are asked for. */
export class PiecewiseTiff implements TiffPicture {
  readonly size: ImageSize
  readonly channels: number
  readonly #source: ByteSource
  readonly #options: PiecewiseOptions
  readonly #cache: PieceCache

  constructor(source: ByteSource, options: PiecewiseOptions) {
    const [{ width, height, channels }] = options.levels
    this.size = { width, height }
    this.channels = channels
    this.#source = source
    this.#options = options
    this.#cache = new PieceCache(options.cacheBytes ?? CACHE_BYTES)
  }

  get heldBytes(): number {
    return this.#cache.bytes
  }

  async samples(box: Box): Promise<TiffPage> {
    const [image] = this.#options.levels
    const { channels } = image
    const samples = blank(image, box.width * box.height * channels)
    for (const place of placesIn(image, box)) {
      const { own, shape, samples: piece } = await this.#piece(image, place)
      const left = Math.max(box.x, own.x)
      const right = Math.min(box.x + box.width, own.x + own.width)
      const top = Math.max(box.y, own.y)
      const bottom = Math.min(box.y + box.height, own.y + own.height)
      for (let y = top; y < bottom; y++) {
        const from = ((y - own.y) * shape.width + left - own.x) * shape.channels
        const to = ((y - box.y) * box.width + left - box.x) * channels
        if (shape.channels === channels) {
          samples.set(piece.subarray(from, from + (right - left) * channels), to)
        } else {
          for (let x = 0; x < right - left; x++) {
            samples[to + x * channels + place.channel] = piece[from + x] ?? 0
          }
        }
      }
    }
    return { width: box.width, height: box.height, channels, samples }
  }

  async sampled({ maxPixels, signal, onProgress }: SampledOptions): Promise<TiffPage> {
    const image = this.#levelFor(maxPixels)
    const { channels } = image
    const size = sampledSize(image, maxPixels)
    const columns = sampledPlaces(image.width, size.width)
    const rows = sampledPlaces(image.height, size.height)
    const samples = blank(image, size.width * size.height * channels)
    const places = placesIn(image, { x: 0, y: 0, width: image.width, height: image.height })
    for (const [done, place] of places.entries()) {
      signal?.throwIfAborted()
      onProgress?.(done / places.length)
      const own = boxOf(image, place)
      const [firstRow, lastRow] = [lowerBound(rows, own.y), lowerBound(rows, own.y + own.height)]
      const [first, last] = [lowerBound(columns, own.x), lowerBound(columns, own.x + own.width)]
      if (firstRow === lastRow || first === last) continue
      const { shape, samples: piece } = await this.#piece(image, place)
      for (let row = firstRow; row < lastRow; row++) {
        const from = ((rows[row] ?? 0) - own.y) * shape.width - own.x
        for (let column = first; column < last; column++) {
          const at = (from + (columns[column] ?? 0)) * shape.channels
          const to = (row * size.width + column) * channels + place.channel
          for (let c = 0; c < shape.channels; c++) samples[to + c] = piece[at + c] ?? 0
        }
      }
    }
    return { ...size, channels, samples }
  }

  /** The smallest copy that still has as many pixels as are wanted. */
  #levelFor(pixels: number): TiffImage {
    const { levels } = this.#options
    return levels.findLast(({ width, height }) => width * height >= pixels) ?? levels[0]
  }

  async #piece(image: TiffImage, place: PiecePlace) {
    const own = boxOf(image, place)
    const shape: PieceShape = {
      width: image.piece.width,
      rows: image.isTiled ? image.piece.height : own.height,
      channels: image.isPlanar ? 1 : image.channels,
    }
    const index =
      place.channel * image.across * image.down + place.row * image.across + place.column
    const start = image.offsets[index] ?? 0
    // Tiles alike (empty ones, in slides) may be stored once. The last strip is lower than others.
    const which = image.isTiled ? `at ${start}` : index
    const key = `${this.#options.levels.indexOf(image)}: ${which}`
    const kept = this.#cache.get(key)
    if (kept !== undefined) return { own, shape, samples: kept }
    const bytes = await this.#source.read(start, start + (image.byteCounts[index] ?? 0))
    const samples = await decodePiece(bytes, image.coding, { shape, name: this.#options.name })
    this.#cache.set(key, samples)
    return { own, shape, samples }
  }
}

interface PiecePlace {
  readonly column: number
  readonly row: number
  /** 0 where a piece holds all channels. */
  readonly channel: number
}

function placesIn(image: TiffImage, box: Box): PiecePlace[] {
  const { piece, isPlanar, channels } = image
  const places: PiecePlace[] = []
  const right = Math.min(image.across, Math.ceil((box.x + box.width) / piece.width))
  const bottom = Math.min(image.down, Math.ceil((box.y + box.height) / piece.height))
  for (let row = Math.floor(box.y / piece.height); row < bottom; row++) {
    for (let column = Math.floor(box.x / piece.width); column < right; column++) {
      for (let channel = 0; channel < (isPlanar ? channels : 1); channel++) {
        places.push({ column, row, channel })
      }
    }
  }
  return places
}

/** The part of the picture that a piece covers. */
function boxOf({ piece, width, height }: TiffImage, { column, row }: PiecePlace): Box {
  const [x, y] = [column * piece.width, row * piece.height]
  return {
    ...{ x, y },
    width: Math.min(piece.width, width - x),
    height: Math.min(piece.height, height - y),
  }
}

function blank({ coding }: TiffImage, length: number): Samples {
  return coding.bits === 8 ? new Uint8Array(length) : new Uint16Array(length)
}

/** The first place in ascending values that is not below one. */
function lowerBound(values: Int32Array, value: number): number {
  let [low, high] = [0, values.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((values[middle] ?? 0) < value) low = middle + 1
    else high = middle
  }
  return low
}
