import type { Architecture } from './architecture.ts'
import { MaskRcnn } from './maskRcnn/maskRcnn.ts'
import type { ParameterStoreOptions } from './parameters/parameterStore.ts'
import type { TrainableModel } from './trainableModel.ts'

/** A model with drawn parameters, or with `values` where they fit: call `parameters.compare` to learn what did not. */
export function buildModel(
  architecture: Architecture,
  options: ParameterStoreOptions,
): TrainableModel {
  return new MaskRcnn(architecture, options)
}
