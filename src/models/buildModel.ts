import type { Architecture } from './architecture.ts'
import { MaskRcnn } from './maskRcnn/maskRcnn.ts'
import { SemanticModel } from './semantic/semanticModel.ts'
import type { ParameterStoreOptions } from './parameters/parameterStore.ts'
import type { TrainableModel } from './trainableModel.ts'

/** A model with drawn parameters, or with `values` where they fit: call `parameters.compare` to learn what did not. */
export function buildModel(
  architecture: Architecture,
  options: ParameterStoreOptions,
): TrainableModel {
  if (architecture.family === 'mask-rcnn') return new MaskRcnn(architecture, options)
  return new SemanticModel(architecture, options)
}
