import * as tf from '@tensorflow/tfjs-core'
import '../kernels/installGradients.ts'
import type { Random } from '../domain/random.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import type { LearningModel } from './learningModel.ts'
import { NonFiniteError } from './nonFinite.ts'
import { globalNorm } from './optimizers/clipByGlobalNorm.ts'
import { releaseTape } from './releaseTape.ts'

export interface StepGradients {
  /** By parameter name; the caller frees them. */
  readonly gradients: ReadonlyMap<string, tf.Tensor>
  /** Length of all of them together. */
  readonly norm: number
  /** Parts of the loss without their weights, means over the batch. */
  readonly parts: Readonly<Record<string, number>>
  /** Sum of the weighted parts. */
  readonly loss: number
}

export interface StepGradientsOptions {
  readonly samples: readonly TrainingSample[]
  /** Pictures at a time. */
  readonly chunkSize: number
  readonly lossWeights: Readonly<Record<string, number>>
  readonly random: Random
  /** For the message when something is not finite. */
  readonly step: number
  readonly signal: AbortSignal
}

/**
 * Loss and gradients of one batch, chunk after chunk: a chunk counts by its share of the pictures. Numbers are read
 * back, so that a cancel arrives meanwhile, and are checked here because a shader may not know NaN.
 *
 * @throws NonFiniteError
 */
export async function stepGradients(
  model: LearningModel,
  options: StepGradientsOptions,
): Promise<StepGradients> {
  const { samples, chunkSize, signal, step } = options
  let sum = new Map<string, tf.Tensor>()
  const parts: Record<string, number> = {}
  try {
    for (let start = 0; start < samples.length; start += chunkSize) {
      const chunk = samples.slice(start, start + chunkSize)
      const share = chunk.length / samples.length
      const found = chunkGradients(model, chunk, options)
      try {
        const added = addScaled(sum, found.gradients, share)
        tf.dispose([...sum.values()])
        sum = added
      } catch (thrown) {
        tf.dispose([found.parts.values, ...found.gradients.values()])
        throw thrown
      }
      const values = await readAndFree(found.parts)
      signal.throwIfAborted()
      for (const [name, value] of Object.entries(values)) {
        if (!Number.isFinite(value)) throw new NonFiniteError(`the loss “${name}”`, step)
        parts[name] = (parts[name] ?? 0) + share * value
      }
    }
    const norm = await readScalar(globalNorm(sum.values()))
    signal.throwIfAborted()
    if (!Number.isFinite(norm)) throw new NonFiniteError('the gradient', step)
    return { gradients: sum, norm, parts, loss: weightedSum(parts, options.lossWeights) }
  } catch (thrown) {
    tf.dispose([...sum.values()])
    throw thrown
  }
}

export interface ChunkGradients {
  readonly gradients: ReadonlyMap<string, tf.Tensor>
  /** Names and, in the same order, values on the device: [parts]. */
  readonly parts: { readonly names: readonly string[]; readonly values: tf.Tensor1D }
}

/** Of the pictures that are on the device together. Nothing is read back; the caller frees everything. */
export function chunkGradients(
  model: LearningModel,
  samples: readonly TrainingSample[],
  { lossWeights, random }: Pick<StepGradientsOptions, 'lossWeights' | 'random'>,
): ChunkGradients {
  const parameters = model.parameters.trainable()
  const kept: ChunkGradients['parts'][] = []
  const forward = (): tf.Scalar => {
    const parts = Object.entries(model.computeLosses(samples, { random }))
    const values = tf.keep(tf.stack(parts.map(([, part]) => part))) as tf.Tensor1D
    kept.push({ names: parts.map(([name]) => name), values })
    const weighted = parts.map(([name, part]) => tf.mul<tf.Scalar>(part, lossWeights[name] ?? 1))
    return tf.addN(weighted)
  }
  const { value, grads } = follow(
    forward,
    parameters.map(({ variable }) => variable),
    () => tf.dispose(kept.map(({ values }) => values)),
  )
  value.dispose()
  const [found] = kept
  if (found === undefined) throw new Error('The tape ran nothing.')
  const gradients = new Map<string, tf.Tensor>()
  for (const { name, variable } of parameters) {
    const gradient = grads[variable.name]
    if (gradient !== undefined) gradients.set(name, gradient)
  }
  return { gradients, parts: found }
}

/** `onFailure` frees what the forward pass kept beyond the tape. */
function follow(forward: () => tf.Scalar, variables: tf.Variable[], onFailure: () => void) {
  try {
    return tf.variableGrads(forward, variables)
  } catch (thrown) {
    onFailure()
    releaseTape()
    throw thrown
  }
}

/** Frees what is added. */
function addScaled(
  sum: ReadonlyMap<string, tf.Tensor>,
  added: ReadonlyMap<string, tf.Tensor>,
  share: number,
): Map<string, tf.Tensor> {
  const result = new Map<string, tf.Tensor>()
  try {
    for (const name of new Set([...sum.keys(), ...added.keys()])) {
      const before = sum.get(name)
      const now = added.get(name)
      const tensor = tf.tidy(() => {
        const scaled = now === undefined || share === 1 ? now : tf.mul(now, share)
        if (scaled === undefined) return before?.clone()
        return before === undefined ? tf.clone(scaled) : tf.add(before, scaled)
      })
      if (tensor !== undefined) result.set(name, tensor)
    }
  } catch (thrown) {
    tf.dispose([...result.values()])
    throw thrown
  }
  tf.dispose([...added.values()])
  return result
}

async function readAndFree({
  names,
  values,
}: ChunkGradients['parts']): Promise<Record<string, number>> {
  try {
    const read = await values.data()
    return Object.fromEntries(names.map((name, i) => [name, read[i] ?? NaN]))
  } finally {
    values.dispose()
  }
}

async function readScalar(scalar: tf.Scalar): Promise<number> {
  try {
    return (await scalar.data())[0] ?? NaN
  } finally {
    scalar.dispose()
  }
}

function weightedSum(
  parts: Readonly<Record<string, number>>,
  weights: Readonly<Record<string, number>>,
): number {
  return Object.entries(parts).reduce((sum, [name, value]) => sum + value * (weights[name] ?? 1), 0)
}
