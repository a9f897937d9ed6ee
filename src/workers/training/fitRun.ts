import { fail } from '../../domain/failure.ts'
import type { ImageSize } from '../../domain/image.ts'
import type { ModelPlan } from '../../domain/modelPlan.ts'
import type { RunFit } from '../../domain/training/runFit.ts'
import type { RunRequest } from '../../domain/training/trainingRun.ts'
import type { Architecture } from '../../models/architecture.ts'
import { PictureFrame } from '../../models/maskRcnn/pictureFrame.ts'
import { planModel } from '../../training/plan/planModel.ts'
import { cutOf, learnsInRun, runArchitecture } from './runArchitecture.ts'

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
  const { memory, picture, trainable, parameters, cutTo } = planAt(request, context)
  const atATime = Math.min(settings.chunkSize, settings.batchSize)
  const { fixed, perPicture } = memory.training
  const room = Math.max(0, limitBytes - fixed)
  const mostAtATime = Math.min(Math.floor(room / Math.max(1, perPicture)), settings.batchSize)
  return {
    ...{ picture, cutTo, trainable, parameters, limitBytes, mostAtATime },
    bytes: fixed + atATime * perPicture,
    smallerImageSize:
      mostAtATime > 0 ? null : smallerSize(request, context, { limitBytes, from: imageSize }),
  }
}

function planAt(
  request: RunRequest,
  { begun, classes, pictures }: FitContext,
): ModelPlan & Pick<RunFit, 'cutTo'> {
  const architecture = runArchitecture(request, begun, classes)
  const { optimizer, averageDecay } = request.settings
  const cutTo = cutOf(request, architecture)
  const plan = planModel(architecture, {
    picture: largestOf(pictures, architecture, cutTo ?? Infinity),
    learns: (name) => learnsInRun(request, architecture, name),
    optimizer: optimizer.kind,
    averages: averageDecay !== null,
  })
  return { ...plan, cutTo }
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

/** The picture, or the part that is cut out of it, that is largest for the network. */
function largestOf(
  pictures: readonly ImageSize[],
  { input }: Architecture,
  cutTo: number,
): ImageSize {
  let largest: ImageSize | null = null
  let most = 0
  for (const { width, height } of pictures) {
    const part = { width: Math.min(width, cutTo), height: Math.min(height, cutTo) }
    const seen = 'minSize' in input ? new PictureFrame(part, input).networkSize : part
    if (seen.width * seen.height <= most) continue
    most = seen.width * seen.height
    largest = part
  }
  if (largest !== null) return largest
  return fail('bad-request', 'There is no picture to learn from.', 'Label some in the Data place.')
}
