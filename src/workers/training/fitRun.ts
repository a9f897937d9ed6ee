import { readModel } from '../../data/library/modelLibrary.ts'
import { readImages } from '../../data/library/datasetLibrary.ts'
import type { RunStore } from '../../data/runs/runStore.ts'
import { fail } from '../../domain/failure.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { ModelPlan } from '../../domain/modelPlan.ts'
import { isShippedModelId } from '../../domain/shippedModelIds.ts'
import type { RunFit } from '../../domain/training/runFit.ts'
import type { RunData, RunRequest } from '../../domain/training/trainingRun.ts'
import type { Architecture } from '../../models/architecture.ts'
import { PictureFrame } from '../../models/maskRcnn/pictureFrame.ts'
import { shippedArchitecture } from '../../models/shippedModels.ts'
import { planModel } from '../../training/planModel.ts'
import { cutOf, learnsInRun, runArchitecture } from './runArchitecture.ts'
import { readRun } from './runRecords.ts'

/** What is needed to plan a run, read from the libraries. */
export interface FitContext {
  /** Of the model that the run begins with; null where it begins anew. */
  readonly begun: Architecture | null
  /** Of the data, the background first. */
  readonly classes: readonly string[]
  /** Of the pictures that it learns from. */
  readonly pictures: readonly ImageSize[]
}

/** Image sizes that are proposed are multiples of this, and no smaller. */
const SIZE_STEP = 32

/** Plans a step of a run and says what of it fits. Builds nothing. */
export function fitRun(request: RunRequest, context: FitContext, limitBytes: number): RunFit {
  const { settings, imageSize } = request
  const { begun, classes } = context
  const { memory, picture, trainable, parameters } = planAt(request, context)
  const atATime = Math.min(settings.chunkSize, settings.batchSize)
  const { fixed, perPicture } = memory.training
  const most = perPicture === 0 ? Infinity : Math.floor((limitBytes - fixed) / perPicture)
  const mostAtATime = Math.min(Math.max(most, 0), settings.batchSize)
  return {
    ...{ picture, trainable, parameters, limitBytes, mostAtATime },
    cutTo: cutOf(request, runArchitecture(request, begun, classes)),
    bytes: fixed + atATime * perPicture,
    smallerImageSize:
      mostAtATime > 0 ? null : smallerSize(request, context, { limitBytes, from: imageSize }),
  }
}

function planAt(request: RunRequest, { begun, classes, pictures }: FitContext): ModelPlan {
  const architecture = runArchitecture(request, begun, classes)
  const { optimizer, averageDecay } = request.settings
  return planModel(architecture, {
    picture: largestOf(pictures, architecture, request.imageSize),
    learns: (name) => learnsInRun(request, architecture, name),
    optimizer: optimizer.kind,
    averages: averageDecay !== null,
  })
}

function smallerSize(
  request: RunRequest,
  context: FitContext,
  { limitBytes, from }: { readonly limitBytes: number; readonly from: number },
): number | null {
  for (let size = Math.ceil(from / SIZE_STEP - 1) * SIZE_STEP; size >= SIZE_STEP;) {
    const { fixed, perPicture } = planAt({ ...request, imageSize: size }, context).memory.training
    if (fixed + perPicture <= limitBytes) return size
    // Memory goes with the square of the side; a step at least, so that it ends.
    const share = Math.sqrt(Math.max(0, limitBytes - fixed) / perPicture)
    const next = Math.floor((size * share) / SIZE_STEP) * SIZE_STEP
    size = Math.min(next, size - SIZE_STEP)
  }
  return null
}

/** The picture that is largest for the network. A model without a size of its own sees a part of it. */
function largestOf(
  pictures: readonly ImageSize[],
  { family, input }: Architecture,
  imageSize: number,
): ImageSize {
  const cut = ({ width, height }: ImageSize): ImageSize => ({
    width: Math.min(width, imageSize),
    height: Math.min(height, imageSize),
  })
  const seen = (size: ImageSize): ImageSize =>
    family === 'mask-rcnn' && 'minSize' in input
      ? new PictureFrame(size, input).networkSize
      : cut(size)
  const areaOf = ({ width, height }: ImageSize): number => width * height
  const [largest] = [...pictures].sort((a, b) => areaOf(seen(b)) - areaOf(seen(a)))
  if (largest === undefined) {
    fail('bad-request', 'There is no picture to learn from.', 'Label some in the Data place.')
  }
  return family === 'mask-rcnn' ? largest : cut(largest)
}

/** The model that a run begins with, without its weights. */
export async function readStart(
  { start }: RunRequest,
  store: RunStore,
): Promise<Architecture | null> {
  if (start.kind === 'new') return null
  if (start.kind === 'library' && isShippedModelId(start.modelId)) {
    return shippedArchitecture(start.modelId)
  }
  const kept =
    start.kind === 'library'
      ? (await readModel(start.modelId)).architecture
      : (await readRun(store.open(start.runId)))?.architecture
  if (kept === undefined) {
    fail('weights-missing', 'The run to begin with is gone.', 'Choose another start.')
  }
  // The engine wrote it, so it is what the engine's own version reads.
  return kept as Readonly<Record<string, unknown>> & Architecture
}

/** Sizes of the pictures of a run. */
export async function readPictureSizes(data: RunData): Promise<readonly ImageSize[]> {
  if (data.kind === 'drawn') return [{ width: data.width, height: data.height }]
  const images = await readImages(data.datasetId)
  return images.filter(({ objectCount }) => objectCount > 0).map(({ size }) => size)
}
