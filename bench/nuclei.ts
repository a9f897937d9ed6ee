import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { decodePng } from '../src/data/png/decodePng.ts'
import { decodeCounts } from '../src/domain/mask/counts.ts'
import { labelsOfMasks } from '../src/domain/regions/labelsOfMasks.ts'
import { decodeInstances } from '../src/domain/regions/decodeInstances.ts'
import { bowlScore, BOWL_THRESHOLDS } from '../src/metrics/bowlScore.ts'
import { tuneDecoding, type TuningPicture } from '../src/metrics/tuneDecoding.ts'
import { parseSafetensors } from '../src/models/checkpoint/safetensors.ts'
import { SemanticModel } from '../src/models/semantic/semanticModel.ts'
import { nucleiUnet } from '../src/models/shippedModels.ts'
import { startNodeBackend } from '../tools/testing/startNodeBackend.ts'

const PROJECT = path.resolve(import.meta.dirname, '..')
const MODEL = path.join(PROJECT, 'public/weights/unet-nuclei')
/** How far the figure may be from the card's: backends add in another order. */
const TOLERANCE = 0.003
/** Field groups that training leaves out, on which the decoder is tuned (tools/nuclei/data.py). */
const TUNING_MODULUS = 12
const TUNING_REST = 5

interface CocoFile {
  readonly images: readonly {
    readonly id: number
    readonly file_name: string
    readonly width: number
    readonly height: number
    readonly kind: string
    readonly field_group: number
  }[]
  readonly annotations: readonly {
    readonly image_id: number
    readonly segmentation: { readonly counts: string }
  }[]
}

interface NucleiCard {
  readonly measured: { readonly value: number }
}

/**
 * `npm run bench -- nuclei`: the Data Science Bowl's figure of the shipped nuclei model on the held-out pictures, beside
 * the one that its card states. With `--tune` it searches the decoder's settings on the tuning pictures instead.
 */
export async function runNucleiBench(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      data: { type: 'string', default: path.join(PROJECT, '../shared/datasets/nuclei-dsb2018') },
      tune: { type: 'boolean', default: false },
    },
  })
  if (!existsSync(values.data)) {
    console.log(`Skipped: the dataset is not at ${values.data}. Say where with --data FOLDER.`)
    return
  }
  await startNodeBackend()
  const card = JSON.parse(await readFile(path.join(MODEL, 'card.json'), 'utf8')) as NucleiCard
  const weights = await readFile(path.join(MODEL, 'weights.safetensors'))
  const model = new SemanticModel(nucleiUnet(), {
    seed: 0,
    values: parseSafetensors(new Uint8Array(weights)),
  })
  const pictures = await readPictures(model, values.data, values.tune ? 'tuning' : 'val')
  model.dispose()
  if (values.tune) {
    const tuned = await tuneDecoding(pictures, nucleiUnet().decoding)
    console.log(JSON.stringify(tuned))
    return
  }
  report(pictures, card)
}

interface KnownPicture extends TuningPicture {
  readonly kind: string
}

async function readPictures(
  model: SemanticModel,
  folder: string,
  part: 'tuning' | 'val',
): Promise<KnownPicture[]> {
  const split = part === 'val' ? 'val' : 'train'
  const list = path.join(folder, `annotations/instances_${split}.json`)
  const { images, annotations } = JSON.parse(await readFile(list, 'utf8')) as CocoFile
  const chosen = images.filter(
    ({ field_group: group }) => part === 'val' || group % TUNING_MODULUS === TUNING_REST,
  )
  const pictures: KnownPicture[] = []
  for (const { id, file_name: name, width, height, kind } of chosen) {
    const png = decodePng(await readFile(path.join(folder, 'images', split, name)), name)
    const data = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
      Number(png.samples[png.channels === 1 ? Math.floor(i / 3) : i]),
    )
    const masks = annotations
      .filter(({ image_id: image }) => image === id)
      .map(({ segmentation }) => decodeCounts(segmentation.counts, { width, height }))
    const truth = labelsOfMasks(masks, { width, height })
    pictures.push({ kind, truth, maps: await model.predict({ width, height, data }) })
    process.stderr.write(`\r${pictures.length} of ${chosen.length} pictures`)
  }
  process.stderr.write('\n')
  return pictures
}

function report(pictures: readonly KnownPicture[], card: NucleiCard): void {
  const scored = pictures.map(({ kind, truth, maps }) => ({
    kind,
    ...bowlScore(truth, decodeInstances(maps, nucleiUnet().decoding)),
  }))
  const at = (threshold: number) => BOWL_THRESHOLDS.indexOf(threshold)
  console.log('| pictures | count | mean 0.50:0.95 | at 0.50 | at 0.75 |')
  console.log('| --- | --: | --: | --: | --: |')
  for (const kind of [...new Set(scored.map((one) => one.kind)), 'all']) {
    const own = scored.filter((one) => kind === 'all' || one.kind === kind)
    const mean = (of: (one: (typeof own)[number]) => number): string =>
      (own.reduce((sum, one) => sum + of(one), 0) / own.length).toFixed(3)
    const figures = [
      mean((one) => one.mean),
      mean((one) => one.atThreshold[at(0.5)] ?? 0),
      mean((one) => one.atThreshold[at(0.75)] ?? 0),
    ]
    console.log(`| ${kind} | ${own.length} | ${figures.join(' | ')} |`)
  }
  const value = scored.reduce((sum, one) => sum + one.mean, 0) / scored.length
  const stated = card.measured.value
  const isSame = Math.abs(value - stated) <= TOLERANCE
  console.log(
    `\nThe card states ${stated.toFixed(3)}; measured ${value.toFixed(4)}: ${isSame ? 'reproduced' : 'NOT reproduced'}.`,
  )
  if (!isSame) process.exitCode = 1
}
