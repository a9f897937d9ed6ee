import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import * as tf from '@tensorflow/tfjs-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { maskArea } from '../../domain/mask/area.ts'
import { createRandom } from '../../domain/random.ts'
import { startNodeBackend } from '../../../tools/testing/startNodeBackend.ts'
import {
  architectureOf,
  buildFilled,
  type ModelSettings,
} from '../../../tools/testing/torchvisionModel.ts'
import { fetchOfficial } from '../../../tools/weights/fetchOfficial.ts'
import { serveWeights } from '../../../tools/testing/weightsServer.ts'
import { sampleOfScene } from '../../../tools/testing/sampleOfScene.ts'
import { drawScene, type SceneSettings } from '../../../tools/testing/torchvisionScene.ts'
import { hasPythonModule, runPython } from '../../../tools/testing/systemPython.ts'
import { readStateDict } from '../checkpoint/checkpoint.ts'
import { openCheckpoint } from '../checkpoint/openCheckpoint.ts'
import { tensorsOf } from '../checkpoint/tensorsOf.ts'
import { writeTorch } from '../checkpoint/writeTorch.ts'
import { RUN } from '../layers/pass.ts'
import { enterPictures } from './enterPictures.ts'
import oracle from './formsOracle.json' with { type: 'json' }
import type { MaskRcnn } from './maskRcnn.ts'
import { poolRois } from './poolRois.ts'
import { BOX_SIDE } from './roiHeads.ts'

interface Figures {
  readonly shape: readonly number[]
  readonly l2: number
  readonly most: number
  readonly step: number
  readonly values: readonly number[]
}

/** Names of the recorded forms by what `architectureOf` calls them. */
const FORMS = {
  'v2-micro': { base: 'micro_v2', norm: 'batch' },
  v2: { base: 'maskrcnn_resnet50_fpn_v2', norm: 'batch' },
  'mobilenet-v3': { base: 'mobilenet_v3_large', norm: 'frozen' },
  'mobilenet-v3-batch-norm': { base: 'mobilenet_v3_large', norm: 'batch' },
} as const
type Form = keyof typeof FORMS

/** The tolerances of the recorded cases of the first form (README of the fixtures). */
const STAGE = 1e-4
const GRADIENT = 1e-3

beforeAll(startNodeBackend)

function build(form: Form, settings: Readonly<Record<string, number>>): MaskRcnn {
  const { min_size = 800, max_size = 1333 } = settings
  const model: ModelSettings = { ...FORMS[form], num_classes: 4, ...settings, min_size, max_size }
  return buildFilled(architectureOf(model), { seed: oracle[form].seed, overrides: {} })
}

function sceneOf([
  width = 0,
  height = 0,
  scene_seed = 0,
  shapes = 0,
  kinds = 0,
]: readonly number[]) {
  return { width, height, scene_seed, shapes, kinds } satisfies SceneSettings
}

/** @param found channels last where the reference has them first */
function expectStage(name: string, found: tf.Tensor, { shape, l2, most, step, values }: Figures) {
  const turned = found.rank === 4 ? tf.transpose(found, [0, 3, 1, 2]) : found
  expect(turned.size, name).toBe(shape.reduce((a, b) => a * b, 1))
  const data = turned.dataSync<'float32'>()
  const length = Math.sqrt(data.reduce((sum, value) => sum + value * value, 0))
  expect(Math.abs(length - l2), `${name}, its length`).toBeLessThan(STAGE * l2)
  values.forEach((value, i) => {
    expect(Math.abs((data[i * step] ?? NaN) - value), `${name}[${i * step}]`).toBeLessThan(
      STAGE * most,
    )
  })
}

// The whole of maskrcnn_resnet50_fpn_v2 has 46 million parameters, which take seconds to fill: it is looked at where other
// slow things are. Its form is that of v2-micro, which is always looked at.
const isSlow = (form: Form): boolean => form === 'v2' && !existsSync('../shared/datasets')

describe.each(Object.keys(FORMS) as Form[])('torchvision’s form “%s”', (form) => {
  const { settings, picture, infer } = oracle[form]
  const { width, height, rgb } = drawScene(sceneOf(picture))
  const pixels = { width, height, data: rgb }
  let model: MaskRcnn
  beforeAll(() => {
    if (!isSlow(form)) model = build(form, settings)
  })
  afterAll(() => {
    if (!isSlow(form)) model.dispose()
  })

  it.skipIf(isSlow(form))('answers the same in pyramid, proposal head and box head', () => {
    const stages: Readonly<Record<string, Figures>> = infer.stages
    tf.tidy(() => {
      const batch = enterPictures([pixels], model.architecture.input)
      const maps = model.network.see(tf.tensor4d(batch.pixels, [...batch.shape]), RUN)
      const found = new Map<string, tf.Tensor>()
      maps.forEach((map, i) => found.set(`fpn.${i < maps.length - 1 ? i : 'pool'}`, map))
      model.network.proposalHead(maps, RUN).forEach(({ objectness, deltas }, i) => {
        const [, rows = 0, columns = 0] = maps[i]?.shape ?? []
        const each = objectness.size / (rows * columns)
        found.set(`rpn.objectness.${i}`, tf.reshape(objectness, [1, rows, columns, each]))
        found.set(`rpn.deltas.${i}`, tf.reshape(deltas, [1, rows, columns, each * 4]))
      })
      const count = infer.proposals.length / 4
      const boxes = tf.tensor2d(infer.proposals, [count, 4])
      const rois = poolRois(model.makePooler(maps, batch), boxes, tf.zeros([count]), BOX_SIDE)
      const seen = model.network.boxHead.look(rois, RUN)
      const { logits, deltas } = model.network.boxHead.predict(seen)
      found.set('box.head', seen)
      found.set('box.class_logits', logits)
      found.set('box.regression', tf.reshape(deltas, [count, -1]))
      expect([...found.keys()].sort()).toEqual(Object.keys(stages).sort())
      for (const [name, figures] of Object.entries(stages)) {
        const stage = found.get(name)
        if (stage !== undefined) expectStage(name, stage, figures)
      }
    })
  })

  it.skipIf(isSlow(form))('finds the same objects, with the same masks', async () => {
    const found = await model.detect(pixels)
    expect(found.map(({ label }) => label)).toEqual(infer.labels)
    found.forEach(({ score, box, mask }, i) => {
      expect(Math.abs(score - (infer.scores[i] ?? NaN))).toBeLessThan(2e-4)
      const corners = [box.x, box.y, box.x + box.width, box.y + box.height]
      corners.forEach((value, c) => {
        expect(Math.abs(value - (infer.boxes[i * 4 + c] ?? NaN))).toBeLessThan(0.02)
      })
      expect(Math.abs(maskArea(mask) - (infer.maskAreas[i] ?? NaN))).toBeLessThanOrEqual(2)
    })
  })
})

it('the v2 form trains with torchvision’s losses, gradients and gathered statistics', () => {
  const { settings, pictures, losses, gradients, statistics } = oracle['v2-micro'].train
  const every = { rpn_batch_size_per_image: 1e6, box_batch_size_per_image: 1e6 }
  const model = build('v2-micro', { ...settings, ...every })
  const samples = pictures.map((picture) => sampleOfScene(sceneOf(picture)))
  const variables = model.parameters.trainable().map(({ variable }) => variable)
  const own: Record<string, number> = {}
  const { value, grads } = tf.variableGrads(() => {
    const parts = model.computeLosses(samples, { random: createRandom(1) })
    for (const [name, loss] of Object.entries(parts)) own[name] = loss.dataSync()[0] ?? NaN
    return tf.addN(Object.values(parts))
  }, variables)
  for (const [name, known] of Object.entries(losses)) {
    expect(Math.abs((own[name] ?? NaN) - known), name).toBeLessThan(1e-4 * known)
  }
  const lengths: Readonly<Record<string, { l2: number; most: number }>> = gradients
  expect(
    model.parameters
      .trainable()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(Object.keys(lengths).sort())
  for (const { name, variable } of model.parameters.trainable()) {
    const { l2 = NaN, most = NaN } = lengths[name] ?? {}
    const data = grads[variable.name]?.dataSync<'float32'>() ?? new Float32Array()
    const length = Math.sqrt(data.reduce((sum, x) => sum + x * x, 0))
    expect(Math.abs(length - l2), `the length of the gradient of ${name}`).toBeLessThan(
      GRADIENT * l2 + 1e-7,
    )
    const largest = data.reduce((a, x) => Math.max(a, Math.abs(x)), 0)
    expect(Math.abs(largest - most), name).toBeLessThan(GRADIENT * most + 1e-7)
  }
  for (const [name, values] of Object.entries(statistics)) {
    const data = model.parameters.get(name).variable.dataSync()
    values.forEach((known, i) => expect(data[i], `${name}[${i}]`).toBeCloseTo(known, 5))
  }
  tf.dispose([value, ...Object.values(grads)])
  model.dispose()
})

const hasTorchvision = await hasPythonModule('torchvision')

/** Fetches a file as official weights are fetched, from a server whose first answer breaks off half way. */
async function fetchBroken(file: string, folder: string): Promise<string> {
  const bytes = new Uint8Array(await readFile(file))
  const server = await serveWeights(bytes, { name: 'published.pth' })
  server.breaks.push(Math.floor(bytes.length / 2))
  const published = { id: 'form', name: 'Form', summary: 'For specs.', licence: 'BSD-3-Clause' }
  const figures = { parameters: 1, classes: 1, boxAp: 1, maskAp: 1 }
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  try {
    const offer = { ...published, ...figures, url: server.url, bytes: bytes.length, sha256 }
    const out = { isTTY: false, write: () => true }
    const { signal } = new AbortController()
    const fetched = await fetchOfficial(offer, { folder, signal, waitMs: 1, out })
    expect(server.asked).toHaveLength(2)
    return fetched
  } finally {
    await server.close()
  }
}

// Skipped, and counted as such, where torchvision is not installed for the system's Python.
it.skipIf(!hasTorchvision)(
  'a checkpoint of torchvision’s MobileNetV3 form, fetched in two parts, is recognised and loaded back strictly',
  async () => {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'limn-forms-'))
    const [file, own] = [path.join(folder, 'theirs.pth'), path.join(folder, 'ours.pth')]
    const script = path.resolve('tools/oracle/maskRcnn.py')
    try {
      await runPython(script, 'save', 'mobilenet-v3', file)
      const fetched = await readFile(await fetchBroken(file, folder))
      const opened = await openCheckpoint([{ name: 'theirs.pth', file: new Blob([fetched]) }])
      const { architecture } = opened
      expect(architecture).toMatchObject({
        body: { kind: 'mobilenet-v3-large', levels: [13, 16] },
        norm: { kind: 'frozen', epsilon: 1e-5 },
        boxHead: { convolutions: 0, hidden: 32 },
      })
      const state = await readStateDict(opened)
      await writeFile(own, writeTorch(tensorsOf(state)))
      const stdout = await runPython(script, 'load', 'mobilenet-v3', own)
      expect(stdout).toBe('<All keys matched successfully>\nsame values\n')
    } finally {
      await rm(folder, { recursive: true })
    }
  },
  120_000,
)
