import * as tf from '@tensorflow/tfjs-core'
import { resizeBilinear } from '../../kernels/resizeBilinear/resizeBilinear.ts'
import { addBody } from '../backbones/body.ts'
import { addConvolution, type MapLayer } from '../layers/convNorm.ts'
import type { Pass } from '../layers/pass.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import type { DilatedHead, FcnArchitecture } from '../semanticArchitecture.ts'
import type { SemanticNetwork } from '../semantic/semanticNetwork.ts'
import { addDeepLabHead } from './deepLabHead.ts'
import { addFcnHead } from './fcnHead.ts'

/** The coarsest map of a body that is not dilated is this much smaller than the picture. */
const STRIDE = 32
/** A dilated body takes pictures of any size; of a multiple of 8 it loses nothing at the border. */
const DILATED_STRIDE = 8

/**
 * Fully convolutional networks. Dilated, with names `backbone`, `classifier`, `aux_classifier`, as torchvision's
 * `fcn_resnet50` and `deeplabv3_resnet50` (torchvision/models/segmentation); with skips, `backbone` and `score.0` …,
 * coarse to fine (Long et al., 2015, by bilinear steps instead of learnt ones).
 */
export function addFcn(store: ParameterStore, architecture: FcnArchitecture): SemanticNetwork {
  return architecture.head.kind === 'skip'
    ? addSkipFcn(store, architecture, architecture.head.finestStride)
    : addDilatedFcn(store, architecture, architecture.head)
}

/** The parts of a dilated FCN, so that each can be held to its reference. */
export interface DilatedFcn extends SemanticNetwork {
  /** What the body sees; the last two maps are for the auxiliary head and the classifier. */
  see(x: tf.Tensor4D, pass: Pass): readonly tf.Tensor4D[]
  readonly classify: MapLayer
  readonly help: MapLayer | null
}

export function addDilatedFcn(
  store: ParameterStore,
  { body, norm, classes }: FcnArchitecture,
  { kind, auxiliary, dropout }: DilatedHead,
): DilatedFcn {
  const trunk = addBody(store, 'backbone', { architecture: body, norm })
  const spec = { inputs: trunk.channels.at(-1) ?? 0, classes: classes.length, norm, dropout }
  const addHead = kind === 'dilated' ? addFcnHead : addDeepLabHead
  const classify = addHead(store, 'classifier', spec)
  const help = auxiliary
    ? addFcnHead(store, 'aux_classifier', { ...spec, inputs: trunk.channels.at(-2) ?? 0 })
    : null
  return {
    see: (x, pass) => trunk.forward(x, pass),
    classify,
    help,
    classes: classes.length,
    margin: 0,
    inputSide: (wanted) => Math.ceil(wanted / DILATED_STRIDE) * DILATED_STRIDE,
    forward: (x, pass) => {
      const size = [x.shape[1], x.shape[2]] as const
      const maps = trunk.forward(x, pass)
      const [finer, coarse] = maps.slice(-2)
      if (finer === undefined || coarse === undefined) {
        throw new Error('A dilated FCN needs a body that answers two maps or more.')
      }
      return {
        classes: resizeBilinear(classify(coarse, pass), size),
        shape: null,
        auxiliary: help === null ? null : resizeBilinear(help(finer, pass), size),
      }
    },
  }
}

function addSkipFcn(
  store: ParameterStore,
  { body, norm, classes }: FcnArchitecture,
  finestStride: 8 | 16 | 32,
): SemanticNetwork {
  const trunk = addBody(store, 'backbone', { architecture: body, norm })
  const depths = Math.log2(STRIDE / finestStride) + 1
  const scores = trunk.channels
    .slice(-depths)
    .reverse()
    .map((inputs, i) =>
      addConvolution(store, `score.${i}`, { inputs, outputs: classes.length, side: 1 }),
    )
  return {
    classes: classes.length,
    margin: 0,
    inputSide: (wanted) => Math.ceil(wanted / STRIDE) * STRIDE,
    forward: (x, pass) => {
      const scored = trunk
        .forward(x, pass)
        .slice(-depths)
        .reverse()
        .map((map, i) => scores[i]?.(map, pass) ?? map)
      const sum = scored.reduce((coarse, own) =>
        tf.add(own, resizeBilinear(coarse, [own.shape[1], own.shape[2]])),
      )
      const whole = resizeBilinear(sum, [x.shape[1], x.shape[2]])
      return { classes: whole, shape: null, auxiliary: null }
    },
  }
}
