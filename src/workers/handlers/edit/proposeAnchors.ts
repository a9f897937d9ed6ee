import { drawDataset } from '../../../data/drawnDataset.ts'
import { readDataset } from '../../../data/library/datasetLibrary.ts'
import type { Dataset } from '../../../domain/dataset.ts'
import { fail } from '../../../domain/failure.ts'
import type { RunData } from '../../../domain/training/trainingRun.ts'
import type { Architecture } from '../../../models/architecture.ts'
import { networkExtents } from '../../../models/edit/networkExtents.ts'
import { anchorFit, proposeAnchors } from '../../../models/edit/proposeAnchors.ts'
import type { EngineHandler } from '../../engineSession.ts'

/** Needs no tensor: it does not wait for the GPU. */
export function proposeAnchorsHandler(): EngineHandler<'proposeAnchors'> {
  return async ({ data, ...request }) => {
    // The engine or the page's editor made it.
    const architecture = request.architecture as Readonly<Record<string, unknown>> & Architecture
    if (architecture.family !== 'mask-rcnn') {
      return fail('bad-request', 'The model has no anchors.', 'Choose a Mask R-CNN.')
    }
    const { anchors, input } = architecture
    const dataset = await datasetOf(data)
    const boxes = networkExtents(dataset.images, input)
    if (boxes.length === 0) {
      return fail(
        'bad-request',
        `The dataset “${dataset.name}” has no labelled object to learn from.`,
        'Label some objects in the Data place, or choose another dataset.',
      )
    }
    const proposed = proposeAnchors(boxes, {
      levels: anchors.sizes.length,
      sizes: anchors.sizes[0]?.length ?? 1,
      ratios: anchors.aspectRatios.length,
    })
    return {
      objects: boxes.length,
      fitBefore: anchorFit(boxes, anchors),
      fitAfter: anchorFit(boxes, proposed),
      ...proposed,
    }
  }
}

function datasetOf(data: RunData): Promise<Dataset> {
  if (data.kind === 'library') return readDataset(data.datasetId)
  return Promise.resolve(drawDataset(data).dataset)
}
