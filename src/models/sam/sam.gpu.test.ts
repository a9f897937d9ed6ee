import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { flippedShare, relativeError } from '../../../tools/testing/compareMasks.ts'
import { DISC, drawPicture, ELLIPSE, SQUARE } from '../../../tools/testing/drawPicture.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import { parseSafetensors, type StoredTensor } from '../checkpoint/safetensors.ts'
import { createSam, type MaskCandidate } from './sam.ts'
import type { SamPrompt } from './samPrompt.ts'

/** One of each kind of input; more would only take longer, a software adapter needs many seconds for each. */
const click: SamPrompt = { points: [{ x: DISC.x, y: DISC.y, positive: true }] }
const boxAndClick: SamPrompt = {
  points: [{ x: ELLIPSE.x, y: ELLIPSE.y, positive: false }],
  box: SQUARE,
}

const response = await fetch('/weights/sam/weights.safetensors')
// A development server answers an unknown path with a page.
const hasWeights = response.ok && response.headers.get('content-type') !== 'text/html'

// The weights come with `npm run setup`, which `npm test` runs first. In Node, WASM is held to ONNX Runtime.
describe.skipIf(!hasWeights)('Segment Anything on WebGPU beside WASM', () => {
  let weights: Map<string, StoredTensor>
  let embedding: Float32Array
  let prompts: readonly SamPrompt[]
  let expected: readonly (readonly MaskCandidate[])[]

  beforeAll(async () => {
    weights = parseSafetensors(new Uint8Array(await response.arrayBuffer()))
    installKernels()
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plainUrl,
      'tfjs-backend-wasm-simd.wasm': wasmUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
    })
    await tf.setBackend('wasm')
    const sam = createSam(weights)
    embedding = await sam.encode(drawPicture())
    const [[first] = []] = await sam.decode(embedding, [click])
    const refinement = { ...boxAndClick, previousLogits: first?.logits ?? new Float32Array() }
    prompts = [click, refinement]
    expected = await sam.decode(embedding, prompts)
    sam.dispose()
    await tf.setBackend('webgpu')
  }, 180_000)

  afterAll(() => {
    expect(tf.memory().numTensors).toBe(0)
  })

  it('decodes a click, and a box with a click and a previous mask, alike', async () => {
    const sam = createSam(weights)
    const before = tf.memory().numTensors
    const start = performance.now()
    const decoded = await sam.decode(embedding, prompts)
    console.log(`The first two prompts took ${Math.round(performance.now() - start)} ms on WebGPU.`)
    expect(tf.memory().numTensors).toBe(before)
    sam.dispose()
    for (const [i, masks] of expected.entries()) {
      const [wasm, webgpu] = [masks[0], decoded[i]?.[0]]
      expect(wasm?.logits).toHaveLength(256 * 256)
      const [a, b] = [wasm?.logits ?? new Float32Array(), webgpu?.logits ?? new Float32Array()]
      expect(flippedShare(a, b)).toBeLessThan(0.001)
      expect(webgpu?.predictedIou).toBeCloseTo(wasm?.predictedIou ?? NaN, 3)
    }
  }, 300_000)

  // A minute or more on a software adapter.
  it('encodes a picture alike', async () => {
    const sam = createSam(weights)
    const start = performance.now()
    const own = await sam.encode(drawPicture())
    console.log(`The encoder took ${Math.round(performance.now() - start)} ms on WebGPU.`)
    sam.dispose()
    const error = relativeError(own, embedding)
    console.log(`Its embedding differs from that of WASM by ${error} (relative, Euclidean).`)
    expect(error).toBeLessThan(1e-3)
  }, 600_000)
})
