import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import { clearChoices } from '../../kernels/tuning/tuning.ts'
import { memoryTuningStore } from '../../kernels/tuning/tuningStore.ts'
import { addResNet } from '../../models/backbones/resnet.ts'
import { TRAIN } from '../../models/layers/pass.ts'
import { ParameterStore } from '../../models/parameters/parameterStore.ts'
import type { LearningModel } from '../../training/learningModel.ts'
import { openWebgpu } from '../backend/openWebgpu.ts'
import type { RunningBackend } from '../backend/runningBackend.ts'
import { tuneRun } from './tuneRun.ts'

const SIDE = 16
const SAMPLE: TrainingSample = {
  width: SIDE,
  height: SIDE,
  rgb: new Uint8Array(SIDE * SIDE * 3).map((_, i) => i % 251),
  objects: [],
}

/** A small body whose batch norms gather statistics when it learns. */
function makeModel(): LearningModel & { dispose(): void } {
  const parameters = new ParameterStore({ seed: 1 })
  const body = addResNet(parameters, 'body', {
    architecture: { kind: 'resnet', block: 'basic', stem: 8, stages: [{ blocks: 1, width: 8 }] },
    norm: { kind: 'batch', epsilon: 1e-5 },
  })
  return {
    parameters,
    computeLosses: (samples) => {
      const values = samples.flatMap(({ rgb }) => Array.from(rgb, (value) => value / 255))
      const pictures = tf.tensor4d(values, [samples.length, SIDE, SIDE, 3])
      const maps = body.forward(pictures, TRAIN)
      return { loss: tf.addN(maps.map((map) => tf.mean<tf.Scalar>(tf.square(map)))) }
    },
    dispose: () => parameters.dispose(),
  }
}

describe('the tuning before a run', () => {
  let running: RunningBackend
  beforeAll(async () => {
    installKernels()
    running = await openWebgpu({ acceptSoftware: true })
    await tf.setBackend('webgpu')
  })
  afterAll(clearChoices)

  it('settles every convolution of a step, leaves the model as it was, and takes a record at its word', async () => {
    const model = makeModel()
    const before = await model.parameters.save()
    const { numTensors } = tf.memory()
    const options = {
      sample: SAMPLE,
      settings: { seed: 1, batchSize: 2, chunkSize: 2, lossWeights: {} },
      running,
      known: {},
      signal: new AbortController().signal,
      store: memoryTuningStore(),
    }
    const tuning = await tuneRun(model, options)
    const kernels = Object.keys(tuning).map((shapeClass) => shapeClass.split('/')[0])
    expect(new Set(kernels)).toEqual(
      new Set(['LimnConvolution', 'LimnConvolutionInputGradient', 'LimnConvolutionFilterGradient']),
    )
    expect(await model.parameters.save()).toEqual(before)
    expect(tf.memory().numTensors).toBe(numTensors)

    clearChoices()
    const [shapeClass = ''] = Object.keys(tuning).filter((name) =>
      name.startsWith('LimnConvolution/'),
    )
    const other = tuning[shapeClass] === '4x2' ? '8x2' : '4x2'
    const again = await tuneRun(model, { ...options, known: { ...tuning, [shapeClass]: other } })
    expect(again).toEqual({ ...tuning, [shapeClass]: other })
    model.dispose()
  })

  it('has nothing to say where nothing is compiled', async () => {
    const model = makeModel()
    const options = {
      sample: SAMPLE,
      settings: { seed: 1, batchSize: 1, chunkSize: 1, lossWeights: {} },
      running: { precompile: null },
      known: {},
      signal: new AbortController().signal,
    }
    expect(await tuneRun(model, options)).toEqual({})
    model.dispose()
  })
})
