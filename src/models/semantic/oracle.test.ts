import '@tensorflow/tfjs-backend-cpu'
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawnPicture } from '../../../tools/testing/drawnPicture.ts'
import { fillStateDict } from '../../../tools/testing/torchvisionFill.ts'
import { channelsLast } from '../../../tools/testing/torchvisionFixture.ts'
import { DECODE_DEFAULTS } from '../../domain/regions/decodeInstances.ts'
import type { SemanticLoss } from '../../domain/training/semanticLoss.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import { RUN, TRAIN } from '../layers/pass.ts'
import { binaryCrossEntropy } from '../losses/binary.ts'
import { classTargets, type ClassTargets } from '../losses/classTargets.ts'
import { softmaxCrossEntropy } from '../losses/crossEntropy.ts'
import { semanticLosses } from '../losses/semanticLosses.ts'
import type { UNetArchitecture } from '../semanticArchitecture.ts'
import { SemanticModel } from './semanticModel.ts'
import type { SemanticLogits } from './semanticNetwork.ts'

/** What PyTorch answered (tools/oracle/semantic.py). Tensors are channels first. */
interface Oracle {
  losses: {
    shape: number[]
    logits: number[]
    labels: number[]
    classWeights: number[]
    losses: Record<string, { value: number; gradient: number[] }>
  }
  unets: {
    settings: {
      widths: number[]
      classes: number
      instance?: boolean
      norm?: boolean
      padding?: 'same' | 'valid'
      up?: 'transposed' | 'bilinear'
    }
    seed: number
    size: [number, number]
    shape: number[]
    at: number[]
    evaluated: number[]
    trained: number[]
    loss: number
    gradientNorms: Record<string, number>
    statistics: Record<string, number[]>
  }[]
}

const oracle = JSON.parse(
  readFileSync(new URL('semanticOracle.json', import.meta.url), 'utf8'),
) as Oracle

type LossOf = (logits: tf.Tensor4D, targets: ClassTargets) => tf.Scalar

const named =
  (loss: SemanticLoss): LossOf =>
  (logits, targets) =>
    Object.values(semanticLosses(logits, targets, [loss]))[0] ?? tf.scalar(NaN)

const { classWeights } = oracle.losses
const smoothed = { classWeights, labelSmoothing: 0.1 }
const LOSSES: Record<string, LossOf> = {
  'cross-entropy': named({ kind: 'cross-entropy', weight: 1 }),
  'cross-entropy, weighted': named({ kind: 'cross-entropy', weight: 1, classWeights }),
  'cross-entropy, weighted and smoothed': (logits, targets) =>
    softmaxCrossEntropy(logits, targets, smoothed),
  'binary-cross-entropy': named({ kind: 'binary-cross-entropy', weight: 1 }),
  'binary-cross-entropy, positives 4': (logits, { oneHot, counts }) =>
    binaryCrossEntropy(logits, { targets: oneHot, counts: tf.expandDims(counts, 3) }, 4),
  focal: named({ kind: 'focal', weight: 1, alpha: 0.25, gamma: 2 }),
  dice: named({ kind: 'dice', weight: 1 }),
  tversky: named({ kind: 'tversky', weight: 1, alpha: 0.3, beta: 0.7 }),
  lovasz: named({ kind: 'lovasz', weight: 1 }),
}

function architectureOf({
  widths,
  classes,
  instance = false,
  norm = true,
  padding = 'same',
  up = 'transposed',
}: Oracle['unets'][number]['settings']): UNetArchitecture {
  return {
    family: 'unet',
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    input: { range: 'fixed', mean: [0, 0, 0], deviation: [1, 1, 1], tile: 64, overlap: 16 },
    losses: [],
    decoding: DECODE_DEFAULTS,
    encoder: {
      kind: 'plain',
      widths,
      norm: norm ? { kind: 'batch', epsilon: 1e-5 } : null,
      padding,
      up,
    },
    instanceHeads: instance,
  }
}

/** Classes, then shape, channels first and flat, as torch has them. */
function flat({ classes, shape }: SemanticLogits): tf.Tensor1D {
  const all = shape === null ? classes : tf.concat([classes, shape], 3)
  return tf.reshape(tf.transpose(all, [0, 3, 1, 2]), [-1])
}

const largest = (values: readonly number[]): number => Math.max(...values.map(Math.abs))

describe('semantic models, against PyTorch', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('cpu')
  })

  it('knows every recorded loss', () => {
    expect(Object.keys(LOSSES)).toEqual(Object.keys(oracle.losses.losses))
  })

  it.each(Object.entries(LOSSES))('gives the value and the gradient of %s', (name, lossOf) => {
    const { shape, logits, labels, losses } = oracle.losses
    const [batch = 0, classes = 0, height = 0, width = 0] = shape
    const before = tf.memory().numTensors
    tf.tidy(() => {
      const targets = classTargets(Uint8Array.from(labels), [batch, height, width], classes)
      const x = tf.tensor4d(channelsLast(logits, shape), [batch, height, width, classes])
      const { value, grad } = tf.valueAndGrad((at: tf.Tensor4D) => lossOf(at, targets))(x)
      const wanted = losses[name]
      expect(value.dataSync()[0]).toBeCloseTo(wanted?.value ?? NaN, 5)
      const gradient = Array.from(tf.transpose(grad, [0, 3, 1, 2]).dataSync<'float32'>())
      const tolerance = 1e-4 * largest(wanted?.gradient ?? [NaN])
      gradient.forEach((entry, i) => {
        expect(Math.abs(entry - (wanted?.gradient[i] ?? NaN))).toBeLessThan(tolerance)
      })
    })
    expect(tf.memory().numTensors).toBe(before)
  })

  it.each(oracle.unets)('runs and trains a U-Net: $settings', (item) => {
    const [height, width] = item.size
    const before = tf.memory().numTensors
    const model = new SemanticModel(architectureOf(item.settings), { seed: 0 })
    const filled = fillStateDict(model.parameters, { seed: item.seed, overrides: {} })
    expect(model.parameters.load(filled)).toEqual({
      missing: [],
      unexpected: [],
      misshapen: [],
    })
    tf.tidy(() => {
      const pixels = channelsLast(drawnPicture(height, width, item.seed), [1, 3, height, width])
      const x = tf.tensor4d(pixels, [1, height, width, 3])
      const compare = (logits: SemanticLogits, wanted: readonly number[]): void => {
        expect(logits.classes.shape.slice(1, 3)).toEqual(item.shape.slice(2))
        const values = flat(logits).dataSync<'float32'>()
        item.at.forEach((at, i) => {
          const difference = Math.abs((values[at] ?? NaN) - (wanted[i] ?? NaN))
          expect(difference).toBeLessThan(1e-4 * largest(wanted))
        })
      }
      compare(model.network.forward(x, RUN), item.evaluated)
      const variables = model.parameters.trainable().map(({ variable }) => variable)
      const { value, grads } = tf.variableGrads(() => {
        const logits = model.network.forward(x, TRAIN)
        compare(logits, item.trained)
        return tf.mean(tf.square(flat(logits)))
      }, variables)
      expect((value.dataSync()[0] ?? NaN) / item.loss).toBeCloseTo(1, 4)
      for (const { name, variable } of model.parameters.trainable()) {
        const norm = tf.norm(grads[variable.name] ?? tf.scalar(NaN)).dataSync()[0] ?? NaN
        const wanted = item.gradientNorms[name] ?? NaN
        // A bias before a batch norm has no gradient but rounding.
        expect(Math.abs(norm - wanted)).toBeLessThan(2e-3 * wanted + 1e-6)
      }
      for (const [name, values] of Object.entries(item.statistics)) {
        const own = model.parameters.get(name).variable.dataSync<'float32'>()
        values.forEach((entry, i) => expect(own[i]).toBeCloseTo(entry, 5))
      }
    })
    model.dispose()
    expect(tf.memory().numTensors).toBe(before)
  })
})
