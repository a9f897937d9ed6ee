import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawnNuclei } from '../../../tools/testing/drawnNuclei.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import { writeTiff } from '../../../tools/testing/writeTiff.ts'
import { measureInTiff, measureObjects } from '../../data/export/measureObjects.ts'
import { openTiff } from '../../data/tiff/openTiff.ts'
import { TiffReader } from '../../data/tiff/tiffReader.ts'
import type { Detection } from '../../domain/detection.ts'
import { encodeCounts } from '../../domain/mask/counts.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import { parseSafetensors } from '../../models/checkpoint/safetensors.ts'
import { detectByWindows } from '../../models/semantic/detectByWindows.ts'
import { SemanticModel } from '../../models/semantic/semanticModel.ts'
import { nucleiUnet } from '../../models/shippedModels.ts'

const WIDTH = 380
const HEIGHT = 250

function nucleiModel(): SemanticModel {
  const own = nucleiUnet()
  const weights = readFileSync('public/weights/unet-nuclei/weights.safetensors')
  return new SemanticModel(
    { ...own, input: { ...own.input, tile: 192, overlap: 64 } },
    { seed: 0, values: parseSafetensors(new Uint8Array(weights)) },
  )
}

const keysOf = (found: readonly Detection[]) =>
  found.map(({ mask, label }) => `${label} ${encodeCounts(mask)}`).sort()

describe('a slide in a TIFF', () => {
  beforeAll(async () => {
    installKernels()
    await startNodeWasm()
  })

  it('has the same nuclei read window by window from its file as when it is all in memory', async () => {
    const nuclei = drawnNuclei({ side: 128, kinds: 4 })
    const bytes = writeTiff({
      ...{ width: WIDTH, height: HEIGHT, tile: 128, channels: 3 },
      tileAt: (column, row) => nuclei.tile(column, row),
    })
    const file = new Blob([bytes])
    const reader = await TiffReader.open(file, 'slide.tif')
    const whole = await reader.read({ x: 0, y: 0, width: WIDTH, height: HEIGHT })
    const before = tf.memory().numTensors
    const model = nucleiModel()
    const { input, decoding } = model.architecture
    const windows: string[] = []
    const asked: number[] = []
    const found = await detectByWindows(
      model.network,
      {
        size: reader.size,
        read: (box) => {
          asked.push(box.width * box.height)
          return reader.read(box)
        },
      },
      {
        ...{ input, decoding, side: 160, margin: 64 },
        ranges: await model.findRanges(reader),
        onWindow: ({ at, of }) => windows.push(`${at} of ${of}`),
      },
    )
    expect(windows).toEqual(Array.from({ length: 6 }, (_, i) => `${i + 1} of 6`))
    expect(Math.max(...asked)).toBeLessThanOrEqual(192 * 192)
    const atOnce = await model.detect(whole)
    expect(keysOf(found)).toEqual(keysOf(atOnce))
    expect(found.length).toBeGreaterThan(14)

    // Figures are of full-size pixels, whether they are read object by object or from all of the picture.
    const instances = found.map(({ mask, score }, i) => ({
      ...{ id: String(i), label: 'nucleus', score, mask },
    }))
    const measured = await measureInTiff(await openTiff(file, 'slide.tif'), instances)
    expect(measured).toEqual(measureObjects(whole, instances))
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
