import '@tensorflow/tfjs-backend-webgpu'
import '../../kernels/installGradients.ts'
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, describe, expect, it } from 'vitest'
import figures from '../../../tools/testing/figures/maskRcnn.json'
import {
  architectureOf,
  buildFilled,
  type ModelSettings,
} from '../../../tools/testing/torchvisionModel.ts'
import { drawScene } from '../../../tools/testing/torchvisionScene.ts'
import { maskArea } from '../../domain/mask/area.ts'
import { decodeCounts } from '../../domain/mask/counts.ts'
import { mergeMasks } from '../../domain/mask/merge.ts'
import { createRandom } from '../../domain/random.ts'
import type { TrainingSample } from '../../domain/trainingSample.ts'
import { installKernels } from '../../kernels/installKernels.ts'
import { asWebgpu } from '../../kernels/webgpu/asWebgpu.ts'
import type { PixelData } from '../pixelData.ts'
import type { MaskRcnn } from './maskRcnn.ts'

interface Filled extends Pick<typeof figures.micro, 'fill_seed' | 'images'> {
  readonly model: ModelSettings
  readonly overrides: Record<string, unknown>
}

function build({ model, fill_seed: seed, overrides }: Filled): MaskRcnn {
  return buildFilled(architectureOf(model), { seed, overrides })
}

function draw({ images }: Filled): PixelData[] {
  return images.map(drawScene).map(({ width, height, rgb }) => ({ width, height, data: rgb }))
}

function readSamples({ images, targets }: typeof figures.training): TrainingSample[] {
  return images.map(drawScene).map(({ width, height, rgb }, picture) => {
    const target = targets[picture]
    const objects = (target?.labels ?? []).map((label, i) => {
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = target?.boxes[i] ?? []
      const mask = decodeCounts(target?.masks_rle[i]?.counts ?? '', { width, height })
      return { label, box: { x: x1, y: y1, width: x2 - x1, height: y2 - y1 }, mask, isCrowd: false }
    })
    return { width, height, rgb, objects }
  })
}

/** One step's losses and the lengths of its gradients. */
async function learn(model: MaskRcnn, samples: readonly TrainingSample[]) {
  const parameters = model.parameters.trainable()
  const kept: { names: string[]; losses: tf.Tensor }[] = []
  const { value, grads } = tf.variableGrads(
    () => {
      const parts = model.computeLosses(samples, { random: createRandom(1) })
      kept.push({ names: Object.keys(parts), losses: tf.keep(tf.stack(Object.values(parts))) })
      return tf.addN<tf.Scalar>(Object.values(parts))
    },
    parameters.map(({ variable }) => variable),
  )
  const names = parameters.map(({ name }) => name)
  const lengths = tf.tidy(() =>
    tf.stack(parameters.map(({ variable }) => tf.norm(grads[variable.name] ?? tf.scalar(NaN)))),
  )
  const [first] = kept
  const losses = Array.from((await first?.losses.data()) ?? [])
  const found = Array.from(await lengths.data())
  tf.dispose([value, lengths, grads, ...(first ? [first.losses] : [])])
  return {
    losses: new Map(first?.names.map((name, i) => [name, losses[i] ?? NaN])),
    lengths: new Map(names.map((name, i) => [name, found[i] ?? NaN])),
  }
}

describe('MaskRcnn on WebGPU', () => {
  beforeAll(async () => {
    installKernels()
    await tf.setBackend('webgpu')
  })

  it.each(['micro', 'resnet18'] as const)(
    'finds in a drawn picture what torchvision finds with the %s model, and keeps nothing',
    async (name) => {
      const known = figures[name]
      const model = build(known)
      const [picture] = draw(known)
      if (picture === undefined) throw new Error('There is a picture.')
      // As many as are masked at once.
      const most = 16
      const { device } = asWebgpu(tf.backend())
      device.pushErrorScope('validation')
      const found = await model.detect(picture, { maxDetections: most })
      expect((await device.popErrorScope())?.message).toBeUndefined()
      expect(found.map(({ label }) => label)).toEqual(known.labels.slice(0, most))
      found.forEach(({ box, score, mask }, i) => {
        const corners = [box.x, box.y, box.x + box.width, box.y + box.height]
        corners.forEach((value, side) => {
          expect(Math.abs(value - (known.boxes[i * 4 + side] ?? NaN))).toBeLessThan(0.02)
        })
        expect(Math.abs(score - (known.scores[i] ?? NaN))).toBeLessThan(2e-4)
        const reference = decodeCounts(known.masks[i]?.counts ?? '', mask.size)
        const shared = maskArea(mergeMasks([mask, reference], 'intersection'))
        const differing = maskArea(mask) + maskArea(reference) - 2 * shared
        expect(differing).toBeLessThanOrEqual(known.masks[i]?.mayDiffer ?? 0)
      })
      const levels = 5 // of anchors, which stay for the next picture of this size
      expect(tf.memory().numTensors).toBe(model.parameters.size + levels)
      model.dispose()
      expect(tf.memory().numTensors).toBe(0)
    },
  )

  it("has torchvision's losses and gradients, step after step in the same memory", async () => {
    const known = figures.training
    const model = build(known)
    const samples = readSamples(known)
    const { losses, lengths } = await learn(model, samples)
    for (const [name, loss] of Object.entries(known.losses)) {
      expect(Math.abs((losses.get(name) ?? NaN) / loss - 1), name).toBeLessThan(1e-4)
    }
    for (const [name, length] of Object.entries(known.gradientLengths)) {
      expect(Math.abs((lengths.get(name) ?? NaN) / length - 1), name).toBeLessThan(1e-3)
    }
    const allocated = (): unknown => {
      const memory = tf.memory()
      return 'numBytesAllocatedInGPU' in memory ? memory.numBytesAllocatedInGPU : NaN
    }
    await learn(model, samples)
    const [tensors, bytes] = [tf.memory().numTensors, allocated()]
    await learn(model, samples)
    expect(tf.memory().numTensors).toBe(tensors)
    expect(allocated()).toBe(bytes)
    model.dispose()
  })
})
