import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { DECODE_DEFAULTS } from '../domain/regions/decodeInstances.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import { encodeMask } from '../domain/mask/encode.ts'
import { maskBox } from '../domain/mask/box.ts'
import { installKernels } from '../kernels/installKernels.ts'
import { SemanticModel } from '../models/semantic/semanticModel.ts'
import type { UNetArchitecture } from '../models/semanticArchitecture.ts'
import { evaluateModel } from './evaluateModel.ts'

const ARCHITECTURE: UNetArchitecture = {
  family: 'unet',
  classes: ['ground', 'red', 'green', 'blue'],
  input: { range: 'fixed', mean: [0, 0, 0], deviation: [1, 1, 1], tile: 64, overlap: 16 },
  losses: [],
  decoding: { ...DECODE_DEFAULTS, separate: 'off', minArea: 1 },
  encoder: { kind: 'plain', widths: [3, 6], norm: null, padding: 'same', up: 'transposed' },
  instanceHeads: false,
}

/** Names a pixel by its strongest colour, and a dark one ground: what comes across is added to nothing from below. */
function colourModel(): SemanticModel {
  const model = new SemanticModel(ARCHITECTURE, { seed: 0, isBlank: true })
  const pass = (name: string, inputs: number) => {
    const data = new Float32Array(3 * inputs * 9)
    // The middle of each 3x3 filter, [outputs, inputs, 3, 3].
    for (let c = 0; c < 3; c++) data[(c * inputs + c) * 9 + 4] = 1
    model.parameters.set(name, { dtype: 'F32', shape: [3, inputs, 3, 3], data })
  }
  pass('inc.double_conv.0.weight', 3)
  pass('inc.double_conv.2.weight', 3)
  pass('up1.conv.double_conv.0.weight', 6)
  pass('up1.conv.double_conv.2.weight', 3)
  const scores = new Float32Array(12)
  for (let c = 0; c < 3; c++) scores[(c + 1) * 3 + c] = 20
  model.parameters.set('outc.conv.weight', { dtype: 'F32', shape: [4, 3, 1, 1], data: scores })
  model.parameters.set('outc.conv.bias', {
    dtype: 'F32',
    shape: [4],
    data: Float32Array.of(10, 0, 0, 0),
  })
  return model
}

/** A row of pixels a letter each: red, green, dark; and the same for what is there, `?` for a crowd. */
function rowOf(seen: string, there: string): TrainingSample {
  const size = { width: seen.length, height: 1 }
  const colours: Record<string, number> = { r: 0, g: 1 }
  const rgb = new Uint8Array(3 * seen.length)
  for (const [x, letter] of Array.from(seen).entries()) {
    const channel = colours[letter]
    if (channel !== undefined) rgb[3 * x + channel] = 255
  }
  const object = (letter: string, label: number, isCrowd = false) => {
    const mask = encodeMask(
      Uint8Array.from(there, (at) => (at === letter ? 1 : 0)),
      size,
    )
    return { label, mask, box: maskBox(mask), isCrowd }
  }
  return { ...size, rgb, objects: [object('r', 1), object('g', 2), object('?', 1, true)] }
}

describe('evaluateModel', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('cpu')
  })

  it('measures a model that names pixels by its pixels too, over all pictures, worked out by hand', async () => {
    const before = tf.memory().numTensors
    const model = colourModel()
    const samples = [rowOf('rrrrg...', 'rrrgg??.'), rowOf('........', '.....ggg')]
    const { semantic, pictures } = await evaluateModel(
      model,
      { count: 2, read: (i) => Promise.resolve(samples[i] ?? rowOf('', '')) },
      { signal: new AbortController().signal, turn: (work) => work(), keep: 0 },
    )
    expect(pictures).toBe(2)
    // Ground: 6 rightly named of 9 named so and 6 there. Red: 3 of 4 and 3. Green: 1 of 1 and 5. Blue: nowhere.
    expect(semantic?.classes).toEqual([
      { name: 'ground', iou: 6 / 9, dice: 12 / 15 },
      { name: 'red', iou: 3 / 4, dice: 6 / 7 },
      { name: 'green', iou: 1 / 5, dice: 2 / 6 },
      { name: 'blue', iou: null, dice: null },
    ])
    expect(semantic?.meanIou).toBeCloseTo((6 / 9 + 3 / 4 + 1 / 5) / 3, 12)
    expect(semantic?.dice).toBeCloseTo((12 / 15 + 6 / 7 + 2 / 6) / 3, 12)
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
