import type { Detection } from '../domain/detection.ts'
import { forEachColumnRun } from '../domain/mask/columnRuns.ts'
import type { PixelScores } from '../domain/training/trainingEvent.ts'
import type { TrainingSample } from '../domain/trainingSample.ts'
import { PixelConfusion } from '../metrics/semanticScores.ts'
import type { SemanticModel } from '../models/semantic/semanticModel.ts'
import { semanticTargets } from '../models/semantic/semanticTargets.ts'
import type { DetectOptions } from '../models/trainableModel.ts'

/** Counts the pixels that a model names rightly, one look at a picture for that and for its objects. */
export class PixelGatherer {
  readonly #model: SemanticModel
  readonly #confusion: PixelConfusion

  constructor(model: SemanticModel) {
    this.#model = model
    this.#confusion = new PixelConfusion(model.architecture.classes.length)
  }

  /** The objects, as `detect` finds them; the pixels of the picture count from now on. */
  async detect(
    sample: TrainingSample,
    options: Pick<DetectOptions, 'signal' | 'maxDetections'>,
  ): Promise<readonly Detection[]> {
    const { width, height, rgb } = sample
    const { signal, ...chosen } = options
    const picture = { width, height, data: rgb }
    const truth = semanticTargets([sample], false).labels
    if (!this.#model.fitsWhole(sample)) {
      const detections = await this.#model.detect(picture, options)
      this.#confusion.add(truth, classesUnder(detections, sample))
      return detections
    }
    const maps = await this.#model.predict(picture, signal && { signal })
    this.#confusion.add(truth, maps.named)
    return this.#model.decode(maps, chosen)
  }

  scores(): PixelScores {
    const { meanIou, meanDice, iou, dice } = this.#confusion.scores()
    const { classes } = this.#model.architecture
    return {
      meanIou,
      dice: meanDice,
      classes: classes.map((name, i) => ({ name, iou: iou[i] ?? null, dice: dice[i] ?? null })),
    }
  }
}

/** Of a picture whose maps are never held at once: the classes of the objects found, which come close. */
function classesUnder(detections: readonly Detection[], { width, height }: TrainingSample) {
  const classes = new Uint8Array(width * height)
  for (const { mask, label } of detections) {
    forEachColumnRun(mask, (x, top, bottom) => {
      for (let y = top; y < bottom; y++) classes[y * width + x] ||= label
    })
  }
  return classes
}
