import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { openPiecewise } from '../src/data/tiff/openTiff.ts'
import { TiffReader } from '../src/data/tiff/tiffReader.ts'
import { parseSafetensors } from '../src/models/checkpoint/safetensors.ts'
import { detectByWindows } from '../src/models/semantic/detectByWindows.ts'
import { SemanticModel } from '../src/models/semantic/semanticModel.ts'
import { nucleiUnet } from '../src/models/shippedModels.ts'
import { drawnNuclei } from '../tools/testing/drawnNuclei.ts'
import { startNodeBackend } from '../tools/testing/startNodeBackend.ts'
import { writeTiff } from '../tools/testing/writeTiff.ts'
import { median } from './benchResult.ts'
import { saveResult } from './saveResult.ts'

const MODEL = path.resolve(import.meta.dirname, '../public/weights/unet-nuclei')
const TILE = 256
/** Different tiles. */
const KINDS = 64
/** How far down the first row of windows looks, pixels. */
const FIRST_ROW = 2304

/**
 * `npm run bench -- largeTiff`: the shipped nuclei model on a TIFF of 20,000 × 20,000 pixels, read from its file window
 * by window, on WebAssembly in Node. `--windows 12` ends after so many of the 100 windows, `--side 20000` is another size.
 */
export async function runLargeTiffBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      side: { type: 'string', default: '20000' },
      windows: { type: 'string', default: '100' },
    },
  })
  const side = Number(values.side)
  const wanted = Number(values.windows)
  await startNodeBackend()
  const weights = await readFile(path.join(MODEL, 'weights.safetensors'))
  const model = new SemanticModel(nucleiUnet(), {
    seed: 0,
    values: parseSafetensors(new Uint8Array(weights)),
  })
  const nuclei = drawnNuclei({ side: TILE, kinds: KINDS })
  const bytes = writeTiff({
    ...{ width: side, height: side, tile: TILE, channels: 3 },
    // Tiles of the first row of windows are stored one by one, so that each is read and kept as in any slide.
    tileAt: (column, row) => {
      const tile = nuclei.tile(column, row)
      return row * TILE < FIRST_ROW && column * TILE < wanted * 2048 + 256 ? tile.slice() : tile
    },
  })
  const file = new Blob([bytes])
  let read = 0
  const source = {
    size: file.size,
    read: async (start: number, end: number) => {
      read += end - start
      return new Uint8Array(await file.slice(start, end).arrayBuffer())
    },
  }
  const picture = await openPiecewise(source, 'slide.tif')
  const reader = new TiffReader(picture)
  let peakHeld = 0
  let peakMemory = 0
  const look = () => {
    peakHeld = Math.max(peakHeld, picture.heldBytes)
    peakMemory = Math.max(peakMemory, process.memoryUsage().rss)
  }

  const begun = performance.now()
  await reader.overview()
  const overviewMs = performance.now() - begun
  const ranges = await model.findRanges(reader)
  const marks: number[] = []
  let readingMs = 0
  let count = 0
  const abort = new AbortController()
  const { input, decoding } = model.architecture
  try {
    const found = await detectByWindows(
      model.network,
      {
        size: reader.size,
        read: async (box) => {
          const started = performance.now()
          const part = await reader.read(box)
          readingMs += performance.now() - started
          look()
          return part
        },
      },
      {
        ...{ input, decoding, ranges, signal: abort.signal },
        onWindow: ({ at, of }) => {
          marks.push(performance.now())
          count = of
          look()
          process.stderr.write(`window ${at} of ${of}\n`)
          if (at > wanted) abort.abort()
        },
      },
    )
    marks.push(performance.now())
    console.log(`${found.length} nuclei`)
  } catch (thrown) {
    if (!abort.signal.aborted) throw thrown
  }
  const perWindow = marks.slice(1).map((mark, i) => mark - (marks[i] ?? mark))
  const total = perWindow.reduce((sum, ms) => sum + ms, 0)
  const rows = [
    ['file', `${(file.size / 1e6).toFixed(1)} MB`],
    ['overview for contrast', `${(overviewMs / 1000).toFixed(1)} s`],
    ['windows', `${perWindow.length} of ${count}`],
    ['a window, median', `${(median(perWindow) / 1000).toFixed(1)} s`],
    ['a window, longest', `${(Math.max(...perWindow) / 1000).toFixed(1)} s`],
    ['of it reading and unpacking', `${(readingMs / perWindow.length / 1000).toFixed(2)} s`],
    ['all windows, as far as done so far', `${(total / 60_000).toFixed(1)} min`],
    ['all windows, reckoned', `${(((total / perWindow.length) * count) / 60_000).toFixed(0)} min`],
    ['bytes read', `${(read / 1e6).toFixed(1)} MB`],
    ['unpacked pixels held at most', `${(peakHeld / 1e6).toFixed(0)} MB`],
    ['memory of the process at most', `${(peakMemory / 1e6).toFixed(0)} MB`],
  ]
  for (const [what, figure] of rows) console.log(`${(what ?? '').padEnd(38)} ${figure ?? ''}`)
  saveResult('largeTiff', { rows })
  model.dispose()
}
