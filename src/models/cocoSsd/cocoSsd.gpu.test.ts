import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'
import plainUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm'
import '@tensorflow/tfjs-backend-webgpu'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { drawPicture } from '../../../tools/testing/drawPicture.ts'
import { COCO_CATEGORIES } from '../../domain/cocoCategories.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import { parseSafetensors } from '../checkpoint/safetensors.ts'
import { createCocoSsd } from './cocoSsd.ts'
import { decodeBox, type SsdReadout } from './decodeDetections.ts'

const response = await fetch('/weights/coco-ssd/weights.safetensors')
// A development server answers an unknown path with a page.
const hasWeights = response.ok && response.headers.get('content-type') !== 'text/html'

// The weights come with `npm run setup`, which `npm test` runs first. In Node, WASM is held to the published graph.
it.skipIf(!hasWeights)(
  'scores and boxes every anchor on WebGPU as on WASM',
  async () => {
    const weights = parseSafetensors(new Uint8Array(await response.arrayBuffer()))
    const picture = drawPicture(320, 240)
    setWasmPaths({
      'tfjs-backend-wasm.wasm': plainUrl,
      'tfjs-backend-wasm-simd.wasm': wasmUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
    })
    installKernels()
    const predictOn = async (backend: string): Promise<SsdReadout> => {
      await tf.setBackend(backend)
      const detector = createCocoSsd(weights, COCO_CATEGORIES)
      const readout = await detector.predict(picture)
      detector.dispose()
      return readout
    }
    const wasm = await predictOn('wasm')
    const webgpu = await predictOn('webgpu')
    expect(tf.memory().numTensors).toBe(0)

    const scores = ({ logits }: SsdReadout): Float32Array =>
      logits.map((x) => 1 / (1 + Math.exp(-x)))
    const corners = (readout: SsdReadout): Float32Array => {
      const boxes = Array.from({ length: readout.anchors.length / 4 }, (_, i) =>
        decodeBox(readout, i),
      )
      return Float32Array.from(boxes.flatMap(({ x, y, width, height }) => [x, y, width, height]))
    }
    expect(largestDifference(scores(webgpu), scores(wasm))).toBeLessThan(1e-3)
    expect(largestDifference(corners(webgpu), corners(wasm))).toBeLessThan(1e-3)
  },
  120_000,
)

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? NaN))), 0)
}
