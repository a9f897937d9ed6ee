import * as tf from '@tensorflow/tfjs-core'
import { addConvNorm, addConvolution, type MapLayer } from '../layers/convNorm.ts'
import { dropout } from '../layers/dropout.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import type { HeadSpec } from './fcnHead.ts'

const WIDTH = 256
/** Of the 3x3 convolutions, on a map an eighth of the picture's size. */
const DILATIONS = [12, 24, 36]
/** torchvision's, after the pyramid. */
export const DEEPLAB_DROPOUT = 0.5

interface LookSpec {
  readonly inputs: number
  readonly side: number
  readonly dilation?: number
}

/**
 * Chen et al., "Rethinking Atrous Convolution", 2017, as torchvision's DeepLabHead: looks near and far at once, and at
 * the mean of everything, then scores.
 */
export function addDeepLabHead(store: ParameterStore, name: string, spec: HeadSpec): MapLayer {
  const { inputs, classes, norm, dropout: share = DEEPLAB_DROPOUT } = spec
  const add = (at: string, first: number, look: LookSpec): MapLayer =>
    addConvNorm(
      store,
      { convolution: `${name}.${at}${first}`, norm: `${name}.${at}${first + 1}` },
      { ...look, outputs: WIDTH, activation: 'relu', normBy: norm },
    )
  const looks = [
    add('0.convs.0.', 0, { inputs, side: 1 }),
    ...DILATIONS.map((dilation, i) => add(`0.convs.${i + 1}.`, 0, { inputs, side: 3, dilation })),
  ]
  const mean = add('0.convs.4.', 1, { inputs, side: 1 })
  const project = add('0.project.', 0, { inputs: (looks.length + 1) * WIDTH, side: 1 })
  const refine = add('', 1, { inputs: WIDTH, side: 3 })
  const score = addConvolution(store, `${name}.4`, { inputs: WIDTH, outputs: classes, side: 1 })
  return (x, pass) => {
    const [, height, width] = x.shape
    const pooled = mean(tf.mean<tf.Tensor4D>(x, [1, 2], true), pass)
    const everywhere = tf.tile(pooled, [1, height, width, 1])
    const maps = [...looks.map((look) => look(x, pass)), everywhere]
    const joined = dropout(project(tf.concat(maps, 3), pass), share, pass)
    return score(refine(joined, pass), pass)
  }
}
