import * as tf from '@tensorflow/tfjs-core'
import { fnv1a } from '../../src/domain/fnv1a.ts'
import { maskBox } from '../../src/domain/mask/box.ts'
import { encodeMask } from '../../src/domain/mask/encode.ts'
import { createRandom } from '../../src/domain/random.ts'
import { DECODE_DEFAULTS } from '../../src/domain/regions/decodeInstances.ts'
import type { SemanticLoss } from '../../src/domain/training/semanticLoss.ts'
import type { TrainingSample } from '../../src/domain/trainingSample.ts'
import type { BodyArchitecture } from '../../src/models/architecture.ts'
import { RUN } from '../../src/models/layers/pass.ts'
import { toTorch } from '../../src/models/parameters/parameterLayout.ts'
import { SemanticModel } from '../../src/models/semantic/semanticModel.ts'
import { fillInput } from '../../src/models/semantic/fillInput.ts'
import type {
  FcnArchitecture,
  PlainEncoder,
  UNetArchitecture,
} from '../../src/models/semanticArchitecture.ts'
import { IMAGENET_INPUT } from '../../src/models/semanticPresets.ts'
import { stepGradients } from '../../src/training/stepGradients.ts'
import { fillStateDict } from './torchvisionFill.ts'

const NORM = { kind: 'batch', epsilon: 1e-5 } as const
const CLASSES = ['ground', 'one', 'two']

/** What PyTorch answered for one training step (tools/oracle/semanticTraining.py). */
export interface TrainingCase {
  readonly title: string
  readonly seed: number
  readonly size: readonly [height: number, width: number]
  readonly architecture: CaseArchitecture
  readonly losses: readonly SemanticLoss[]
  /** A picture each; an object is label, x, y, width, height, and 1 for a crowd. */
  readonly scenes: readonly (readonly (readonly number[])[])[]
  /** Places in [batch, height, width, classes], flat, and the logits there while the network runs. */
  readonly at: readonly number[]
  readonly evaluated: readonly number[]
  readonly parts: Readonly<Record<string, number>>
  /** By parameter: the length of its gradient, where in PyTorch's order its largest entry is, and that entry. */
  readonly gradients: Readonly<Record<string, readonly number[]>>
}

type CaseArchitecture =
  | {
      readonly family: 'fcn'
      readonly body: BodyArchitecture
      readonly head: FcnArchitecture['head']
    }
  | {
      readonly family: 'unet'
      readonly encoder:
        | Omit<PlainEncoder, 'norm'>
        | {
            readonly kind: 'body'
            readonly body: BodyArchitecture
            readonly decoderWidths: readonly number[]
          }
      readonly instanceHeads: boolean
    }

/** How far our answers are from PyTorch's: the worst of each kind, relative to the largest of its kind. */
export interface TrainingDifferences {
  readonly logits: number
  readonly losses: number
  readonly gradients: number
  /** Parameters of which only one side has a gradient. */
  readonly unmatched: readonly string[]
  readonly leaks: number
}

/** One step as the trainer takes it: the model's own loss, and gradients chunk after chunk. */
export async function compareTraining(known: TrainingCase): Promise<TrainingDifferences> {
  const before = tf.memory().numTensors
  const model = new SemanticModel(architectureOf(known), { seed: 0, isBlank: true })
  model.parameters.load(fillStateDict(model.parameters, { seed: known.seed, overrides: {} }))
  const samples = known.scenes.map((scene, i) => drawSample(known, scene, i))
  const logits = await worstLogit(model, samples, known)
  const { gradients, parts } = await stepGradients(model, {
    samples,
    chunkSize: samples.length,
    lossWeights: {},
    random: createRandom(1),
    step: 1,
    signal: new AbortController().signal,
  })
  const names = new Set([...Object.keys(parts), ...Object.keys(known.parts)])
  const losses = Math.max(
    ...Array.from(names, (name) => Math.abs((parts[name] ?? NaN) / (known.parts[name] ?? NaN) - 1)),
  )
  const longest = Math.max(...Object.values(known.gradients).map(([length = 0]) => length))
  const unmatched: string[] = Object.keys(known.gradients).filter((name) => !gradients.has(name))
  let worst = 0
  for (const { name, spec } of model.parameters.trainable()) {
    const wanted = known.gradients[name]
    const gradient = gradients.get(name)
    if (wanted === undefined || gradient === undefined) {
      unmatched.push(name)
      continue
    }
    const [length = NaN, at = 0, most = NaN] = wanted
    const values = toTorch(await gradient.data<'float32'>(), spec.shape, spec.layout)
    // A bias before a batch norm has no gradient but rounding: what counts is how long others are.
    const scale = Math.max(length, 1e-4 * longest)
    worst = Math.max(
      worst,
      Math.abs(lengthOf(values) - length) / scale,
      Math.abs((values[at] ?? NaN) - most) / scale,
    )
  }
  tf.dispose([...gradients.values()])
  model.dispose()
  const leaks = tf.memory().numTensors - before
  return { logits, losses, gradients: worst, unmatched, leaks }
}

function lengthOf(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}

function architectureOf({
  architecture,
  losses,
}: TrainingCase): FcnArchitecture | UNetArchitecture {
  const shared = { classes: CLASSES, input: IMAGENET_INPUT, losses, decoding: DECODE_DEFAULTS }
  if (architecture.family === 'fcn') return { ...shared, ...architecture, norm: NORM }
  return { ...shared, ...architecture, encoder: { ...architecture.encoder, norm: NORM } }
}

function drawSample(
  { seed, size: [height, width] }: TrainingCase,
  scene: readonly (readonly number[])[],
  index: number,
): TrainingSample {
  const random = createRandom(fnv1a('picture') ^ Math.imul(seed + 100 * index, 0x9e3779b9))
  const rgb = Uint8Array.from({ length: height * width * 3 }, () => Math.floor(random.next() * 256))
  const objects = scene.map(([label = 0, x = 0, y = 0, w = 0, h = 0, crowd = 0]) => {
    const bitmap = new Uint8Array(height * width)
    for (let row = y; row < Math.min(y + h, height); row++) {
      bitmap.fill(1, row * width + x, row * width + Math.min(x + w, width))
    }
    const mask = encodeMask(bitmap, { width, height })
    return { label, mask, box: maskBox(mask), isCrowd: crowd === 1 }
  })
  return { width, height, rgb, objects }
}

async function worstLogit(
  model: SemanticModel,
  samples: readonly TrainingSample[],
  { size: [height, width], at, evaluated }: TrainingCase,
): Promise<number> {
  const pixels = new Float32Array(samples.length * height * width * 3)
  samples.forEach(({ rgb }, i) => {
    fillInput(
      pixels.subarray(i * height * width * 3),
      { x: 0, y: 0, width, height },
      { picture: { width, height, data: rgb }, input: IMAGENET_INPUT },
    )
  })
  const logits = tf.tidy(
    () =>
      model.network.forward(tf.tensor4d(pixels, [samples.length, height, width, 3]), RUN).classes,
  )
  const values = await logits.data<'float32'>()
  logits.dispose()
  const largest = Math.max(...evaluated.map(Math.abs))
  return Math.max(
    ...at.map((place, i) => Math.abs((values[place] ?? NaN) - (evaluated[i] ?? NaN)) / largest),
  )
}
