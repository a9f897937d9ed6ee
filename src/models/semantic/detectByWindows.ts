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
  const across = Math.ceil(reader.size.width / (input.tile - input.overlap)) + 1
  const down = Math.ceil((2 * margin) / (input.tile - input.overlap)) + 1
  const kept = latestTiles(across * down)
  for (const [done, window] of windows.entries()) {
    onWindow?.({ at: done + 1, of: windows.length })
    const maps = await predictMaps(network, reader, {
      ...options,
      window: window.whole,
      kept,
      onProgress: (share) => onProgress?.((done + share) / windows.length),
    })
    const found = decodeInstances(maps, decoding)
    stitcher.add(found, window, factsOf(maps, found))
  }
  return byScore(stitcher.finish())
}

/** Keeps the latest answers: those that the next window, or the row below, asks again. */
function latestTiles(capacity: number): TileCache {
  const answers = new Map<string, TileAnswer>()
  return {
    get: (key) => answers.get(key),
    set: (key, answer) => {
      answers.delete(key)
      answers.set(key, answer)
      const [oldest] = answers.keys()
      if (answers.size > capacity && oldest !== undefined) answers.delete(oldest)
    },
  }
}
