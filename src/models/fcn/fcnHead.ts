import type { NormArchitecture } from '../architecture.ts'
import { addConvNorm, addConvolution, type MapLayer } from '../layers/convNorm.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'

export interface HeadSpec {
  readonly inputs: number
  readonly classes: number
  readonly norm: NormArchitecture
}

/** torchvision's FCNHead: a normed 3x3 convolution to a quarter of the channels, then scores. */
export function addFcnHead(store: ParameterStore, name: string, spec: HeadSpec): MapLayer {
  const { inputs, classes, norm } = spec
  const inner = Math.floor(inputs / 4)
  const look = addConvNorm(
    store,
    { convolution: `${name}.0`, norm: `${name}.1` },
    { inputs, outputs: inner, side: 3, activation: 'relu', normBy: norm },
  )
  const score = addConvolution(store, `${name}.4`, { inputs: inner, outputs: classes, side: 1 })
  // torchvision drops out between the two while it trains; Limn does not.
  return (x, pass) => score(look(x, pass), pass)
}
