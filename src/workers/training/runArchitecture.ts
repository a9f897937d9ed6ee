import { fail } from '../../domain/failure.ts'
import { isUnderPrefix } from '../../domain/frozenLayers.ts'
import { TORCHVISION_LOSSES } from '../../domain/training/headLosses.ts'
import type { SemanticLoss } from '../../domain/training/semanticLoss.ts'
import type { ModelSize, RunRequest } from '../../domain/training/trainingRun.ts'
import type { Architecture } from '../../models/architecture.ts'
import { lossesFor } from '../../models/edit/fields/lossesFor.ts'
import { learnsWithStages } from '../../models/edit/trainableStages.ts'
import { cellUnet, pretrainedFcn } from '../../models/semanticPresets.ts'
import { startingArchitecture } from '../../models/startingArchitecture.ts'

/**
 * What a run's model is.
 *
 * @param begun the model that the run begins with; null where it begins anew
 * @param classes of the data, the background first
 */
export function runArchitecture(
  { start, imageSize, settings }: RunRequest,
  begun: Architecture | null,
  classes: readonly string[],
): Architecture {
  const architecture =
    begun === null
      ? freshArchitecture(start.kind === 'new' ? start.size : 'tiny', classes, imageSize)
      : withInput(withClasses(begun, classes), imageSize)
  const { headLosses: losses = TORCHVISION_LOSSES, semanticLosses } = settings
  if (architecture.family === 'mask-rcnn') return { ...architecture, losses }
  if (semanticLosses === undefined) return architecture
  return { ...architecture, losses: checkedLosses(semanticLosses, classes) }
}

/** Those that count, if what they say fits the classes. */
function checkedLosses(
  losses: readonly SemanticLoss[],
  classes: readonly string[],
): readonly SemanticLoss[] {
  const counting = losses.filter(({ weight }) => weight > 0)
  if (counting.length === 0) {
    fail('bad-request', 'No loss has a weight, so that nothing is learnt.', 'Give one a weight.')
  }
  for (const loss of counting) {
    const count = loss.kind === 'cross-entropy' ? loss.classWeights?.length : undefined
    if (count !== undefined && count !== classes.length) {
      fail(
        'bad-request',
        `There are ${count} class weights, and ${classes.length} classes with the background (${classes.join(', ')}).`,
        'Give as many weights, the background’s first, or none.',
      )
    }
  }
  return counting
}

/** Whether a run changes a parameter. */
export function learnsInRun(
  { trainableStages, frozen = [] }: RunRequest,
  architecture: Architecture,
  name: string,
): boolean {
  return !isUnderPrefix(name, frozen) && learnsWithStages(name, architecture, trainableStages)
}

/** The side that pictures are cut to; null for a Mask R-CNN, which scales them instead. */
export function cutOf({ imageSize }: RunRequest, { family }: Architecture): number | null {
  return family === 'mask-rcnn' ? null : imageSize
}

function freshArchitecture(
  size: ModelSize,
  classes: readonly string[],
  imageSize: number,
): Architecture {
  if (size === 'cells') return cellUnet(classes)
  if (size === 'fcn') return pretrainedFcn(classes)
  return startingArchitecture({ size, classes, imageSize })
}

/** Weights of classes in a loss belong to the classes they were given for. */
function withClasses(begun: Architecture, classes: readonly string[]): Architecture {
  if (begun.family === 'mask-rcnn') return { ...begun, classes }
  return { ...begun, classes, losses: lossesFor(begun, classes) }
}

/** A Mask R-CNN scales pictures to the size that was asked for; parts of that size are cut out for the others. */
function withInput(architecture: Architecture, imageSize: number): Architecture {
  if (architecture.family !== 'mask-rcnn') return architecture
  const input = { ...architecture.input, minSize: imageSize, maxSize: 2 * imageSize }
  return { ...architecture, input }
}
