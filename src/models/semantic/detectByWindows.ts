import type { Box } from '../../domain/box.ts'
import type { Detection } from '../../domain/detection.ts'
import type { ChannelRanges } from '../../domain/intensityRange.ts'
import { decodeInstances, type DecodeOptions } from '../../domain/regions/decodeInstances.ts'
import { InstanceStitcher, windowsOver } from '../../domain/regions/stitchInstances.ts'
import type { SemanticInput } from '../semanticArchitecture.ts'
import { byScore, factsOf } from './detectionsOf.ts'
import type { DetectOptions } from '../trainableModel.ts'
import type { PictureReader } from './pictureReader.ts'
import { predictMaps, type TileAnswer, type TileCache } from './predictMaps.ts'
import type { SemanticNetwork } from './semanticNetwork.ts'

/** Side of the part that is decoded at a time, and the margin around it, which whole objects should fit. Pixels. */
const SIDE = 2048
const MARGIN = 256

export interface WindowOptions {
  readonly input: SemanticInput
  readonly ranges?: ChannelRanges | undefined
  readonly decoding: DecodeOptions
  readonly side?: number
  readonly margin?: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((fraction: number) => void) | undefined
  readonly onWindow?: DetectOptions['onWindow'] | undefined
}

/**
 * The objects of a picture that need not fit in memory: it is read, looked at and decoded window by window, and objects
 * that reach over windows are put together. What is held at a time is a window's maps and a row of tiles' answers.
 */
export async function detectByWindows(
  network: SemanticNetwork,
  reader: PictureReader,
  options: WindowOptions,
): Promise<readonly Detection[]> {
  const { input, side = SIDE, margin = MARGIN, decoding, onProgress, onWindow } = options
  const windows = windowsOver(reader.size, { side, margin })
  const stitcher = new InstanceStitcher(reader.size)
  const kept = new NeededTiles(input.tile)
  for (const [done, window] of windows.entries()) {
    onWindow?.({ at: done + 1, of: windows.length })
    const maps = await predictMaps(network, reader, {
      ...options,
      window: window.whole,
      kept,
      onProgress: (share) => onProgress?.((done + share) / windows.length),
    })
    kept.dropAllBut(windows.slice(done + 1).map(({ whole }) => whole))
    const found = decodeInstances(maps, decoding)
    stitcher.add(found, window, factsOf(maps, found))
  }
  return byScore(stitcher.finish())
}

/** Keeps the answers that a later window asks again: of the column beside it, and of the rows above the next ones. */
class NeededTiles implements TileCache {
  readonly #tile: number
  readonly #answers = new Map<string, TileAnswer>()

  constructor(tile: number) {
    this.#tile = tile
  }

  get(key: string): TileAnswer | undefined {
    return this.#answers.get(key)
  }

  set(key: string, answer: TileAnswer): void {
    this.#answers.set(key, answer)
  }

  dropAllBut(windows: readonly Box[]): void {
    for (const key of this.#answers.keys()) {
      const [x = 0, y = 0] = key.split(' ').map(Number)
      const isNeeded = windows.some(
        (window) =>
          x < window.x + window.width &&
          x + this.#tile > window.x &&
          y < window.y + window.height &&
          y + this.#tile > window.y,
      )
      if (!isNeeded) this.#answers.delete(key)
    }
  }
}
