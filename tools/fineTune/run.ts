import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { classNamesOf } from '../../src/domain/dataset.ts'
import { NO_AUGMENTATION, type Augmentation } from '../../src/domain/training/augmentation.ts'
import { ADAM_DEFAULTS } from '../../src/domain/training/optimizerSettings.ts'
import type { TrainingEvent } from '../../src/domain/training/trainingEvent.ts'
import type { TrainingSettings } from '../../src/domain/training/trainingSettings.ts'
import type { TrainingSample } from '../../src/domain/trainingSample.ts'
import type { MaskRcnnArchitecture } from '../../src/models/architecture.ts'
import { fillMobileNetV2 } from '../../src/models/backbones/fillMobileNetV2.ts'
import { buildModel } from '../../src/models/buildModel.ts'
import { parseSafetensors } from '../../src/models/checkpoint/safetensors.ts'
import { anchorFit, proposeAnchors } from '../../src/models/edit/proposeAnchors.ts'
import { PictureFrame } from '../../src/models/maskRcnn/pictureFrame.ts'
import { nucleiMaskRcnn } from '../../src/models/shippedModels.ts'
import { startingArchitecture } from '../../src/models/startingArchitecture.ts'
import type { SampleSource } from '../../src/training/batches.ts'
import { evaluateModel } from '../../src/training/evaluateModel.ts'
import { RunControl } from '../../src/training/runControl.ts'
import { BEST_WEIGHTS, trainRun } from '../../src/training/trainRun.ts'
import { varyBy } from '../../src/training/varyBy.ts'
import { PROJECT } from '../setup/places.ts'
import { startNodeBackend } from '../testing/startNodeBackend.ts'
import { folderRunFiles } from './folderRunFiles.ts'
import { readCocoFolder } from './readCocoFolder.ts'
import { shipWeights } from './shipWeights.ts'

/**
 * `npm run fine-tune`: the MobileNetV2-FPN Mask R-CNN, begun from the COCO detector's weights and taught by the app's
 * own trainer, on WebAssembly in Node. The same words again go on from the last checkpoint.
 *
 *   --data FOLDER   a COCO dataset: images/{train,val}, annotations/LIST_{train,val}.json
 *   --list NAME     instances by itself
 *   --out FOLDER    checkpoints, curves and best weights
 *   --steps 1000 --batch 1 --size 256 --rate 0.001
 *   --look 24       held-out pictures looked at while it learns; all of them are measured with --measure
 *   --most 1000     pictures of the training split
 *   --up            pictures have an up: no turning, no mirroring top and bottom
 *   --measure       only measures the best weights on the whole held-out split
 *   --shipped       only measures the weights that Limn brings along, on the whole held-out split
 *   --ship          only writes the best weights, in half precision, to where Limn brings them along
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    list: { type: 'string', default: 'instances' },
    out: { type: 'string' },
    steps: { type: 'string', default: '1000' },
    batch: { type: 'string', default: '1' },
    size: { type: 'string', default: '256' },
    rate: { type: 'string', default: '0.001' },
    look: { type: 'string', default: '24' },
    every: { type: 'string', default: '100' },
    most: { type: 'string', default: '1000' },
    up: { type: 'boolean', default: false },
    measure: { type: 'boolean', default: false },
    shipped: { type: 'boolean', default: false },
    ship: { type: 'boolean', default: false },
  },
})
const DETECTOR = path.join(PROJECT, 'public/weights/coco-ssd/weights.safetensors')
/** The model of these that Limn brings along. */
const SHIPPED = path.join(PROJECT, 'public/weights/maskrcnn-nuclei')
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const TURNED: Augmentation = {
  ...NO_AUGMENTATION,
  flip: { odds: 0.5 },
  flipVertical: { odds: 0.5 },
  crop: { odds: 0.5, minShare: 0.4 },
  colour: { ...NO_AUGMENTATION.colour, odds: 0.3 },
}
const UPRIGHT: Augmentation = {
  ...TURNED,
  flipVertical: { odds: 0 },
  crop: { odds: 0.3, minShare: 0.5 },
}

function settingsOf(): TrainingSettings {
  const [steps, batchSize, evaluateEvery] = [values.steps, values.batch, values.every].map(Number)
  if (!steps || !batchSize || !evaluateEvery) throw new RangeError('Counts are whole numbers.')
  return {
    seed: 1,
    steps,
    batchSize,
    chunkSize: batchSize,
    optimizer: ADAM_DEFAULTS,
    schedule: {
      base: Number(values.rate),
      shape: { kind: 'cosine', steps, minimum: 0 },
      warmup: { steps: 50, factor: 0.1 },
    },
    weightDecay: 1e-4,
    decaysVectors: false,
    backboneScale: 0.3,
    clipNorm: 5,
    averageDecay: 0.99,
    lossWeights: {},
    augmentation: values.up ? UPRIGHT : TURNED,
    evaluateEvery,
    checkpointEvery: 20,
    bestBy: 'maskMap',
    patience: null,
  }
}

/** The starting architecture with anchors that suit the objects as the network will see them. */
function fitAnchors(
  architecture: MaskRcnnArchitecture,
  samples: readonly TrainingSample[],
): MaskRcnnArchitecture {
  const extents = samples.flatMap(({ width, height, objects }) => {
    const { networkSize } = new PictureFrame({ width, height }, architecture.input)
    const scale = networkSize.width / width
    return objects.map(({ box }) => ({ width: box.width * scale, height: box.height * scale }))
  })
  const anchors = proposeAnchors(extents, { levels: architecture.anchors.sizes.length })
  const [before, after] = [architecture.anchors, anchors].map((each) => anchorFit(extents, each))
  say(`anchors ${JSON.stringify(anchors)}: fit ${before?.toFixed(3)} before, ${after?.toFixed(3)}`)
  return { ...architecture, anchors }
}

function sourceOf(samples: readonly TrainingSample[]): SampleSource {
  const read = (index: number): Promise<TrainingSample> => {
    const sample = samples[index]
    return sample === undefined ? Promise.reject(new RangeError()) : Promise.resolve(sample)
  }
  return { count: samples.length, read }
}

function tell(event: TrainingEvent): void {
  const time = new Date().toISOString().slice(11, 19)
  if (event.kind === 'step' && event.step % 10 === 0) {
    const parts = Object.entries(event.parts).map(([name, value]) => `${name} ${value.toFixed(3)}`)
    say(`${time} step ${event.step} loss ${event.loss.toFixed(3)} (${parts.join(', ')})`)
  } else if (event.kind === 'evaluation') {
    const { maskMap, maskMap50, boxMap } = event.scores
    const figures = [maskMap, maskMap50, boxMap].map((value) => value.toFixed(3))
    say(`${time} step ${event.step} mask mAP, mask mAP50, box mAP: ${figures.join(', ')}`)
  } else if (event.kind === 'rollback' || event.kind === 'end') say(JSON.stringify(event))
}

async function main(): Promise<void> {
  const { data, list } = values
  const out = values.out ?? (values.shipped ? SHIPPED : undefined)
  if (data === undefined || out === undefined) throw new Error('Say where: --data and --out.')
  if (values.ship) {
    await shipWeights(path.join(out, BEST_WEIGHTS), SHIPPED)
    return
  }
  if (!existsSync(data)) {
    say(`Skipped: there is no dataset at ${data}.`)
    return
  }
  const isMeasured = values.measure || values.shipped
  await startNodeBackend()
  const most = Number(values.most)
  const train = await readCocoFolder(data, { list, split: 'train', most })
  const held = await readCocoFolder(data, {
    ...{ list, split: 'val', most: isMeasured ? Infinity : Number(values.look) },
  })
  const classes = classNamesOf(train.categories)
  const plain = startingArchitecture({
    size: 'pretrained',
    classes,
    imageSize: Number(values.size),
  })
  const architecture = values.shipped ? nucleiMaskRcnn() : fitAnchors(plain, train.samples)
  const model = buildModel(architecture, { seed: 1 })
  const files = await folderRunFiles(out)
  const turn = <T>(work: () => Promise<T>): Promise<T> => work()
  const signal = new AbortController().signal
  if (isMeasured) {
    const best = await files.read(values.shipped ? 'weights.safetensors' : BEST_WEIGHTS)
    if (best === null) throw new Error('There are no best weights yet.')
    model.parameters.load(parseSafetensors(best))
    const found = await evaluateModel(model, sourceOf(held.samples), { signal, turn, keep: 0 })
    say(JSON.stringify({ pictures: found.pictures, ...found.scores }))
    return
  }
  const detector = parseSafetensors(new Uint8Array(await readFile(DETECTOR)))
  model.parameters.load(fillMobileNetV2(detector, 'backbone.body'))
  const settings = settingsOf()
  await trainRun({
    ...{ model, settings, files, signal, turn },
    train: sourceOf(train.samples.filter(({ objects }) => objects.length > 0)),
    heldOut: sourceOf(held.samples),
    vary: varyBy(settings.augmentation),
    control: new RunControl(),
    report: tell,
  })
}

await main()
