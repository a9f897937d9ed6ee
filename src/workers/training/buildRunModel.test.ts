import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { createMemoryRunStore } from '../../data/runs/runStore.ts'
import { isUnderPrefix } from '../../domain/frozenLayers.ts'
import { PRESETS, requestOf } from '../../domain/training/presets.ts'
import type { RunRequest, RunStart } from '../../domain/training/trainingRun.ts'
import '../../kernels/installGradients.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import { buildModel } from '../../models/buildModel.ts'
import type { StoredTensor } from '../../models/checkpoint/safetensors.ts'
import { cellUnet } from '../../models/semanticPresets.ts'
import { startingArchitecture } from '../../models/startingArchitecture.ts'
import { RunControl } from '../../training/runControl.ts'
import { trainRun } from '../../training/trainRun.ts'
import { openRunData } from './runData.ts'
import { buildRunModel, type BuildContext, type TrainedModel } from './buildRunModel.ts'

const CLASS_BIAS = 'roi_heads.box_predictor.cls_score.bias'
const BODY = 'backbone.body.layer1.0.conv1.weight'

function requestFrom(start: RunStart, trainableStages = 5): RunRequest {
  const [preset] = PRESETS
  if (preset === undefined) throw new Error('There is no preset.')
  const data = { kind: 'library', datasetId: 'pets' } as const
  return { ...requestOf(preset, { id: 'run', name: 'Run', data }), start, trainableStages }
}

function contextOf(classes: readonly string[], library: TrainedModel | null = null): BuildContext {
  return {
    classes,
    store: createMemoryRunStore(),
    openLibraryModel: () =>
      library === null ? Promise.reject(new Error('There is no model.')) : Promise.resolve(library),
    openDetector: () => Promise.reject(new Error('The detector is not asked for.')),
  }
}

/** A tiny Mask R-CNN of cats and dogs with weights of its own. */
async function trainedPets(): Promise<TrainedModel> {
  const classes = ['background', 'cat', 'dog']
  const architecture = startingArchitecture({ size: 'tiny', classes, imageSize: 96 })
  const model = buildModel(architecture, { seed: 77 })
  const stateDict = new Map(await model.parameters.save())
  model.dispose()
  stateDict.set(CLASS_BIAS, { dtype: 'F32', shape: [3], data: Float32Array.of(5, 6, 7) })
  return { architecture, stateDict }
}

const valuesOf = ({ data }: StoredTensor) => Array.from(data, Number)

describe('buildRunModel', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('cpu')
  })
  afterEach(() => expect(tf.memory().numTensors).toBe(0))

  it('begins with a model of the library, keeps the rows of known classes and takes the image size', async () => {
    const pets = await trainedPets()
    const request = requestFrom({ kind: 'library', modelId: 'pets' })
    const context = contextOf(['background', 'dog', 'bird'], pets)
    const model = await buildRunModel(request, context)
    expect(model.architecture.classes).toEqual(['background', 'dog', 'bird'])
    expect(model.architecture.input).toMatchObject({ minSize: 64, maxSize: 128 })
    const saved = await model.parameters.save()
    const [ground, dog] = valuesOf(saved.get(CLASS_BIAS) ?? missing())
    expect([ground, dog]).toEqual([5, 7])
    const body = pets.stateDict.get(BODY) ?? missing()
    expect(valuesOf(saved.get(BODY) ?? missing())).toEqual(valuesOf(body))
    model.dispose()
  })

  it('leaves what does not fit as it was drawn: a U-Net with other classes keeps its encoder', async () => {
    const architecture = cellUnet(['background', 'nucleus'])
    const known = buildModel(architecture, { seed: 3 })
    const stateDict = await known.parameters.save()
    known.dispose()
    const request = requestFrom({ kind: 'library', modelId: 'cells' })
    const context = contextOf(['background', 'live', 'dead'], { architecture, stateDict })
    const model = await buildRunModel(request, context)
    const saved = await model.parameters.save()
    const same = [...saved].filter(
      ([name, { shape }]) => String(stateDict.get(name)?.shape) === String(shape),
    )
    expect(same.length).toBeGreaterThan(20)
    expect(same.length).toBeLessThan(saved.size)
    for (const [name, tensor] of same) {
      expect(valuesOf(tensor), name).toEqual(valuesOf(stateDict.get(name) ?? missing()))
    }
    model.dispose()
  })

  it('freezes the body from below, as torchvision does', async () => {
    const request = requestFrom({ kind: 'new', size: 'tiny' }, 0)
    const model = await buildRunModel(request, contextOf(['background', 'cat']))
    const learning = model.parameters.trainable().map(({ name }) => name)
    expect(learning.some((name) => name.startsWith('backbone.body'))).toBe(false)
    expect(learning).toContain(CLASS_BIAS)
    model.dispose()
  })

  it('leaves the frozen layers of a model bit-equal over steps, statistics and decay too, and moves the others', async () => {
    const { architecture, stateDict } = await smallCells()
    const frozen = ['inc', 'down1', 'up1.conv.double_conv.0', 'up1.conv.double_conv.1']
    const request: RunRequest = {
      ...requestFrom({ kind: 'library', modelId: 'cells' }),
      frozen,
    }
    const model = await buildRunModel(
      request,
      contextOf(architecture.classes, { architecture, stateDict }),
    )
    const before = await model.parameters.save()
    const data = await openRunData({ kind: 'drawn', seed: 3, count: 4, width: 32, height: 32 })
    const settings = { ...request.settings, steps: 3, batchSize: 2, chunkSize: 2, weightDecay: 0.1 }
    await trainRun({
      model,
      train: data.train,
      heldOut: { count: 0, read: () => Promise.reject(new Error('Nothing is held out.')) },
      settings: { ...settings, schedule: { ...settings.schedule, warmup: null } },
      files: createMemoryRunStore().open('run'),
      control: new RunControl(),
      signal: new AbortController().signal,
      turn: (work) => work(),
      report: () => undefined,
    })
    const after = await model.parameters.save()
    model.dispose()
    const isSame = (name: string): boolean =>
      String(before.get(name)?.data) === String(after.get(name)?.data)
    const names = [...after.keys()]
    const held = names.filter((name) => isUnderPrefix(name, frozen))
    expect(held.filter((name) => name.endsWith('running_mean'))).toHaveLength(5)
    expect(held.filter((name) => !isSame(name))).toEqual([])
    const others = names.filter((name) => !isUnderPrefix(name, frozen))
    expect(others.filter(isSame)).toEqual([])
  })

  it('refuses a run in which nothing can learn', async () => {
    const { architecture, stateDict } = await smallCells()
    const request = requestFrom({ kind: 'library', modelId: 'cells' })
    const everything = ['inc', 'down1', 'up1', 'outc', 'instance']
    await expect(
      buildRunModel(
        { ...request, frozen: everything },
        contextOf(architecture.classes, { architecture, stateDict }),
      ),
    ).rejects.toThrow('Every layer of the model is frozen')
  })
})

/** A U-Net of two sizes that names the drawn shapes. */
async function smallCells(): Promise<TrainedModel> {
  const plain = cellUnet(['background', 'disc', 'box', 'triangle'])
  if (plain.encoder.kind !== 'plain') throw new Error('It is the paper’s.')
  const architecture = { ...plain, encoder: { ...plain.encoder, widths: [4, 8] } }
  const model = buildModel(architecture, { seed: 5 })
  const stateDict = await model.parameters.save()
  model.dispose()
  return { architecture, stateDict }
}

function missing(): never {
  throw new Error('The tensor is missing.')
}
