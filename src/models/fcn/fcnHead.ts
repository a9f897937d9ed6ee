import type { NormArchitecture } from '../architecture.ts'
import { addConvNorm, addConvolution, type MapLayer } from '../layers/convNorm.ts'
import { dropout } from '../layers/dropout.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'

export interface HeadSpec {
  readonly inputs: number
  readonly classes: number
  readonly norm: NormArchitecture
  /** Share of the values left out while training, in front of the scores; torchvision's for the head when absent. */
  readonly dropout?: number | undefined
}

/** torchvision's, in front of the scores. */
export const FCN_DROPOUT = 0.1

/** torchvision's FCNHead: a normed 3x3 convolution to a quarter of the channels, dropout, then scores. */
export function addFcnHead(store: ParameterStore, name: string, spec: HeadSpec): MapLayer {
  const { inputs, classes, norm, dropout: share = FCN_DROPOUT } = spec
  const inner = Math.floor(inputs / 4)
  const look = addConvNorm(
    store,
    { convolution: `${name}.0`, norm: `${name}.1` },
    { inputs, outputs: inner, side: 3, activation: 'relu', normBy: norm },
  )
  const score = addConvolution(store, `${name}.4`, { inputs: inner, outputs: classes, side: 1 })
  return (x, pass) => score(dropout(look(x, pass), share, pass), pass)
}
