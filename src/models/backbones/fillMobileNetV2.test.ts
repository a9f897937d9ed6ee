import '@tensorflow/tfjs-backend-cpu'
import { existsSync, readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { expect, it } from 'vitest'
import { startNodeBackend } from '../../../tools/testing/startNodeBackend.ts'
import { parseSafetensors } from '../checkpoint/safetensors.ts'
import { WeightReader } from '../checkpoint/weightReader.ts'
import { buildMobileNetV2 } from '../cocoSsd/mobileNetV2.ts'
import { RUN } from '../layers/pass.ts'
import { ParameterStore } from '../parameters/parameterStore.ts'
import { fillMobileNetV2 } from './fillMobileNetV2.ts'
import { addMobileNetV2 } from './mobileNetV2.ts'

const WEIGHTS = 'public/weights/coco-ssd/weights.safetensors'

// The weights come with `npm run setup`.
it.skipIf(!existsSync(WEIGHTS))(
  "sees with the COCO detector's weights what the detector's own backbone sees",
  async () => {
    await startNodeBackend()
    const weights = parseSafetensors(new Uint8Array(readFileSync(WEIGHTS)))
    const values = fillMobileNetV2(weights, 'body')
    const store = new ParameterStore({ seed: 1, values })
    const body = addMobileNetV2(store, 'body', {
      architecture: { kind: 'mobilenet-v2', padding: 'same', levels: [7, 18] },
      norm: { kind: 'frozen', epsilon: 0 },
    })
    expect(store.compare(values)).toEqual({ missing: [], unexpected: [], misshapen: [] })
    const reader = new WeightReader(weights)
    const detector = buildMobileNetV2(reader, 'backbone')
    const [own, known] = tf.tidy(() => {
      const picture = tf.randomUniform<tf.Rank.R4>([1, 75, 60, 3], -1, 1, 'float32', 4)
      return [
        body.forward(picture, RUN)[1]?.dataSync<'float32'>().slice() ?? new Float32Array(),
        detector(picture).coarse.dataSync<'float32'>().slice(),
      ]
    })
    expect(own).toHaveLength(known.length)
    const largest = Math.max(...known)
    expect(largest).toBeGreaterThan(0.1)
    known.forEach((value, i) => {
      expect(Math.abs((own[i] ?? NaN) - value)).toBeLessThan(1e-4 * largest)
    })
    store.dispose()
    reader.dispose()
  },
)
