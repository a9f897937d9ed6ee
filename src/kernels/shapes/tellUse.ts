import { util, type NamedTensorInfoMap } from '@tensorflow/tfjs-core'
import { inputsOf } from './inputsOf.ts'
import type { ShapesBackend } from './shapesBackend.ts'

/** Tells who listens that a kernel was run on a parameter. */
export function tellUse(
  backend: ShapesBackend,
  inputs: NamedTensorInfoMap,
  output: readonly number[],
): void {
  const names = inputsOf(inputs).map(({ dataId }) => backend.nameOf(dataId))
  const name = names.find((each) => each?.endsWith('.weight'))
  if (name === undefined) return
  // A transposed convolution lays its filter on the places of the map that it spreads.
  const laidOn = inputs['dy']?.shape ?? output
  backend.tell({ name, places: util.sizeFromShape([...laidOn.slice(0, -1)]), output })
}
