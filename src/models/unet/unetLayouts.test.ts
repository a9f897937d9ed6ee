import '@tensorflow/tfjs-backend-cpu'
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { drawnPicture } from '../../../tools/testing/drawnPicture.ts'
import { startNodeWasm } from '../../../tools/testing/nodeWasm.ts'
import { fillTensor } from '../../../tools/testing/torchvisionFill.ts'
import { channelsLast } from '../../../tools/testing/torchvisionFixture.ts'
import { collectBlob } from '../../files/collectBlob.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import type { StoredTensor } from '../checkpoint/safetensors.ts'
import { openCheckpoint } from '../checkpoint/openCheckpoint.ts'
import { readStateDict } from '../checkpoint/checkpoint.ts'
import { tensorsOf } from '../checkpoint/tensorsOf.ts'
import { writeTorch } from '../checkpoint/writeTorch.ts'
import { RUN } from '../layers/pass.ts'
import { SemanticModel } from '../semantic/semanticModel.ts'
import { cellUnet } from '../semanticPresets.ts'

/** What PyTorch answered (tools/oracle/unetLayouts.py). */
interface Layouts {
  readonly cases: readonly {
    readonly title: string
    readonly seed: number
    readonly side: number
    /** Shapes by name. */
    readonly tensors: Readonly<Record<string, readonly number[]>>
    /** Places in the last class's map, flat, and the share there. */
    readonly at: readonly number[]
    readonly shares: readonly number[]
  }[]
}

const { cases } = JSON.parse(
  readFileSync(new URL('unetLayouts.json', import.meta.url), 'utf8'),
) as Layouts

type Case = Layouts['cases'][number]

function filled({ tensors, seed }: Case): Map<string, StoredTensor> {
  return new Map(
    Object.entries(tensors).map(([name, shape]) => {
      const data = fillTensor(name, shape, seed)
      return [name, { dtype: data instanceof Float32Array ? 'F32' : 'I64', shape, data }]
    }),
  )
}

async function open(tensors: ReadonlyMap<string, StoredTensor>) {
  const file = await collectBlob(writeTorch(tensorsOf(tensors)))
  return openCheckpoint([{ name: 'model.pth', file }])
}

async function build(tensors: ReadonlyMap<string, StoredTensor>): Promise<SemanticModel> {
  const opened = await open(tensors)
  const { architecture } = opened
  if (architecture.family === 'mask-rcnn') throw new Error('Taken for a Mask R-CNN.')
  const model = new SemanticModel(architecture, { seed: 0 })
  const report = model.parameters.load(await readStateDict(opened))
  expect(report).toEqual({ missing: [], unexpected: [], misshapen: [] })
  return model
}

describe('U-Nets of other projects', () => {
  beforeAll(async () => {
    installKernels()
    await startNodeWasm()
  })

  it.each(cases)('opens $title and answers as PyTorch does', async (layout) => {
    const { side, seed, at, shares } = layout
    const model = await build(filled(layout))
    tf.tidy(() => {
      const pixels = channelsLast(drawnPicture(side, side, seed), [1, 3, side, side])
      const { classes } = model.network.forward(tf.tensor4d(pixels, [1, side, side, 3]), RUN)
      const all = tf.softmax(classes)
      const last = tf.slice4d(all, [0, 0, 0, all.shape[3] - 1], [-1, -1, -1, 1])
      const found = last.dataSync<'float32'>()
      at.forEach((place, i) => expect(found[place]).toBeCloseTo(shares[i] ?? NaN, 4))
    })
    model.dispose()
  })

  it('knows milesial’s old names', async () => {
    const milesial = cases.find(({ title }) => title === "milesial's of one class")
    if (milesial === undefined) throw new Error('No such layout.')
    const old = (name: string): string =>
      name
        .replace(/^inc\.double_conv\./, 'inc.conv.conv.')
        .replace('.maxpool_conv.1.double_conv.', '.mpconv.1.conv.')
        .replace(/^(up\d+)\.conv\.double_conv\./, '$1.conv.conv.')
    const tensors = filled(milesial)
    const renamed = new Map([...tensors].map(([name, tensor]) => [old(name), tensor]))
    expect([...renamed.keys()]).not.toEqual([...tensors.keys()])
    const model = await build(renamed)
    model.dispose()
  })

  it('takes a model of Limn’s own for what it was, heads for touching objects and all', async () => {
    const made = new SemanticModel(cellUnet(['background', 'nucleus']), { seed: 2 })
    const { architecture } = await open(await made.parameters.save())
    expect(architecture).toEqual({ ...made.architecture, classes: ['background', 'class 1'] })
    made.dispose()
  })
})
