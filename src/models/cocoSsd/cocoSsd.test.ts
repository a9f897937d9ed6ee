import { readFileSync } from 'node:fs'
import path from 'node:path'
import { loadGraphModel } from '@tensorflow/tfjs-converter'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COCO_CATEGORIES } from '../../domain/cocoCategories.ts'
import { originalPath, PROJECT_PLACES } from '../../../tools/setup/places.ts'
import { COCO_SSD } from '../../../tools/setup/sources.ts'
import { drawPicture } from '../../../tools/testing/drawPicture.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import { nameSsdTensors } from '../../../tools/weights/nameSsdTensors.ts'
import { HAS_ORIGINALS, readOriginalSsd } from '../../../tools/weights/originals.ts'
import { parseSafetensors, type StoredTensor } from '../checkpoint/safetensors.ts'
import type { PixelData } from '../pixelData.ts'
import { createCocoSsd, type CocoSsd } from './cocoSsd.ts'
import { decodeBox, type SsdReadout } from './decodeDetections.ts'

const ANCHORS = 1917
const TOLERANCE = 1e-3

// The published files come with `npm run setup`, which `npm test` runs first.
describe.skipIf(!HAS_ORIGINALS)('the detector beside its published graph', () => {
  const picture = drawPicture(320, 240)
  let detector: CocoSsd
  /** [1917, 90] and [1917, 4] (top, left, bottom, right) */
  let expected: { scores: Float32Array; boxes: Float32Array }

  beforeAll(async () => {
    await startNodeWasm()
    expected = await runPublishedGraph(picture)
    const tensors = nameSsdTensors(readOriginalSsd())
    const checkpoint = tensors.map(({ name, shape, data }): [string, StoredTensor] => [
      name,
      { dtype: 'F32', shape, data },
    ])
    detector = createCocoSsd(new Map(checkpoint), COCO_CATEGORIES)
  }, 60_000)

  afterAll(() => {
    detector.dispose()
  })

  it('scores every class at every anchor alike, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const readout = await detector.predict(picture)
    expect(largestDifference(scoresOf(readout), expected.scores)).toBeLessThan(TOLERANCE)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('boxes every anchor alike', async () => {
    const readout = await detector.predict(picture)
    expect(largestDifference(cornersOf(readout), expected.boxes)).toBeLessThan(TOLERANCE)
  })

  it('does not mind an alpha channel', async () => {
    const opaque = new Uint8Array(320 * 240 * 4).fill(255)
    for (let i = 0; i < 320 * 240; i++) opaque.set(picture.data.subarray(i * 3, i * 3 + 3), i * 4)
    const [a, b] = [
      await detector.predict(picture),
      await detector.predict({ ...picture, data: opaque }),
    ]
    expect(b.logits).toEqual(a.logits)
  })

  it('names the best class of an anchor inside the picture, best first', async () => {
    const imageSize = { width: 1280, height: 960 }
    const detections = await detector.detect(picture, {
      imageSize,
      scoreFloor: 0.02,
      maxOverlap: 0.5,
      maxDetections: 5,
    })
    expect(detections.length).toBeGreaterThan(0)
    expect(detections.length).toBeLessThanOrEqual(5)
    const names = COCO_CATEGORIES.map(({ name }) => name)
    const scores = detections.map(({ score }) => score)
    expect(scores).toEqual([...scores].sort((a, b) => b - a))
    expect(scores[0]).toBeCloseTo(
      expected.scores.reduce((a, b) => Math.max(a, b)),
      3,
    )
    for (const { label, box } of detections) {
      expect(names).toContain(label)
      expect(box.x).toBeGreaterThanOrEqual(0)
      expect(box.x + box.width).toBeLessThanOrEqual(imageSize.width + 1e-6)
      expect(box.y + box.height).toBeLessThanOrEqual(imageSize.height + 1e-6)
    }
  })

  it('scores alike to 2 in a thousand with the half-precision weights that Limn ships', async () => {
    const file = readFileSync(
      path.join(PROJECT_PLACES.public, 'weights/coco-ssd/weights.safetensors'),
    )
    const shipped = createCocoSsd(parseSafetensors(new Uint8Array(file)), COCO_CATEGORIES)
    const readout = await shipped.predict(picture)
    shipped.dispose()
    expect(largestDifference(scoresOf(readout), expected.scores)).toBeLessThan(2e-3)
  })

  it('does not start when it was cancelled before', async () => {
    const options = { imageSize: picture, scoreFloor: 0.1, maxOverlap: 0.5, maxDetections: 5 }
    const detecting = detector.detect(picture, { ...options, signal: AbortSignal.abort() })
    await expect(detecting).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
  })
})

async function runPublishedGraph(
  picture: PixelData,
): Promise<{ scores: Float32Array; boxes: Float32Array }> {
  const read = (file: string): Buffer =>
    readFileSync(originalPath(COCO_SSD, `models/coco-ssd/${file}`))
  const json = JSON.parse(read('model.json').toString()) as tf.io.ModelJSON
  const shards = json.weightsManifest.flatMap(({ paths }) => paths).map(read)
  const graph = await loadGraphModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
      weightData: Uint8Array.from(Buffer.concat(shards)).buffer,
    }),
  )
  const { width, height, data } = picture
  const input = tf.tensor4d(Int32Array.from(data), [1, height, width, 3], 'int32')
  const outputs = await graph.executeAsync(input)
  const [scores, boxes] = Array.isArray(outputs) ? outputs : []
  if (scores === undefined || boxes === undefined) throw new Error('The graph has two outputs.')
  const expected = {
    scores: await scores.data<'float32'>(),
    boxes: await boxes.data<'float32'>(),
  }
  graph.dispose()
  tf.dispose([input, scores, boxes])
  return expected
}

/** [anchors, 90] */
function scoresOf({ logits }: SsdReadout): Float32Array {
  const scores = logits.map((logit) => 1 / (1 + Math.exp(-logit)))
  return scores.filter((_, i) => i % 91 !== 0)
}

/** [anchors, 4]: top, left, bottom, right */
function cornersOf(readout: SsdReadout): Float32Array {
  const corners = Array.from({ length: ANCHORS }, (_, anchor) => {
    const { x, y, width, height } = decodeBox(readout, anchor)
    return [y, x, y + height, x + width]
  })
  return Float32Array.from(corners.flat())
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0)
}
