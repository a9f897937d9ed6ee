import * as tf from '@tensorflow/tfjs-core'
import type { ImageSize } from '../../domain/image.ts'
import type { ModelPlan } from '../../domain/modelPlan.ts'
import { createRandom } from '../../domain/random.ts'
import type { OptimizerSettings } from '../../domain/training/optimizerSettings.ts'
import { onShapes } from '../../kernels/shapes/onShapes.ts'
import type { KernelUse, ShapesBackend } from '../../kernels/shapes/shapesBackend.ts'
import type { Architecture } from '../../models/architecture.ts'
import { buildModel } from '../../models/buildModel.ts'
import type { Parameter } from '../../models/parameters/parameterStore.ts'
import type { TrainableModel } from '../../models/trainableModel.ts'
import { layersOf } from './layersOf.ts'
import { planSample } from './planSample.ts'
import { chunkGradients } from '../stepGradients.ts'

export interface PlanOptions {
  /** Of the pictures that it is planned for, pixels. */
  readonly picture: ImageSize
  /** Which parameters training changes, by name; all where not said. */
  readonly learns?: (name: string) => boolean
  readonly optimizer?: OptimizerSettings['kind']
  /** Whether a running average of the weights is kept. */
  readonly averages?: boolean
}

const FLOAT = 4

/**
 * What a model is and costs, without building it: it goes through `detect` and through the loss and the gradient of a
 * step on a backend that knows shapes only, so that the figures are those of the kernels that would run.
 *
 * @throws LimnError when the architecture cannot be built
 */
export function planModel(architecture: Architecture, options: PlanOptions): ModelPlan {
  const { picture, learns = () => true } = options
  return onShapes((backend) => {
    const model = buildModel(architecture, { seed: 0, isBlank: true })
    try {
      const { parameters } = model
      for (const { name } of parameters.trainable()) parameters.setTrainable(name, learns(name))
      for (const { name, variable } of parameters.all()) backend.name(variable.dataId, name)

      const uses: KernelUse[] = []
      const stopListening = backend.listen((use) => uses.push(use))
      backend.forgetPeak()
      const seen = model.passThrough(picture)
      stopListening()
      const inference = backend.peakBytes

      const layers = layersOf(parameters.all(), uses)
      return {
        picture: seen,
        layers,
        parameters: sizeOf(parameters.all()),
        trainable: sizeOf(parameters.trainable()),
        macs: layers.reduce((sum, { macs }) => sum + macs, 0),
        memory: {
          weights: FLOAT * sizeOf(parameters.all()),
          inference,
          training: planTraining(backend, model, options),
        },
      }
    } finally {
      model.dispose()
    }
  })
}

/** Most bytes at a time in a step: a line through what one picture takes and what two take. */
function planTraining(
  backend: ShapesBackend,
  model: TrainableModel,
  { picture, optimizer = 'adamw', averages = false }: PlanOptions,
): ModelPlan['memory']['training'] {
  const learning = FLOAT * sizeOf(model.parameters.trainable())
  const [one, two] = [1, 2].map((pictures) => peakOfStep(backend, model, { picture, pictures }))
  if (one === undefined || two === undefined) throw new Error('Two steps were planned.')
  const perPicture = Math.max(0, two - one)
  // Gradients are summed over chunks; Adam remembers two numbers a weight, SGD's momentum one.
  const kept = 1 + (optimizer === 'sgd' ? 1 : 2) + (averages ? 1 : 0)
  return { fixed: one - perPicture + kept * learning, perPicture }
}

function peakOfStep(
  backend: ShapesBackend,
  model: TrainableModel,
  { picture, pictures }: { readonly picture: ImageSize; readonly pictures: number },
): number {
  const sample = planSample(picture)
  if (model.parameters.trainable().length === 0) return backend.liveBytes
  backend.forgetPeak()
  const { gradients, parts } = chunkGradients(
    model,
    Array.from({ length: pictures }, () => sample),
    { lossWeights: {}, random: createRandom(1) },
  )
  tf.dispose([...gradients.values(), parts.values])
  return backend.peakBytes
}

function sizeOf(parameters: readonly Parameter[]): number {
  return parameters.reduce((sum, { variable }) => sum + variable.size, 0)
}
