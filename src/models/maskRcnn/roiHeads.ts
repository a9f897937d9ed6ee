import * as tf from '@tensorflow/tfjs-core'
import { transposedConvolution } from '../../kernels/transposedConvolution/transposedConvolution.ts'
import type { BoxHeadArchitecture, MaskRcnnArchitecture } from '../architecture.ts'
import { addConvNorm, addConvolution, type MapLayer } from '../layers/convNorm.ts'
import { dropout } from '../layers/dropout.ts'
import type { Pass } from '../layers/pass.ts'
import { addDense } from '../layers/trainableDense.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'

export const BOX_SIDE = 7
export const MASK_ROI_SIDE = 14
/** Side of the masks that the head answers: the transposed convolution doubles the RoI's. */
export const MASK_SIDE = 2 * MASK_ROI_SIDE

export interface BoxHead {
  /** [rois, 7, 7, width] to [rois, hidden] */
  look(rois: tf.Tensor4D, pass: Pass): tf.Tensor2D
  /** [rois, hidden] to logits [rois, classes] and deltas [rois, classes, 4] */
  predict(seen: tf.Tensor2D): { readonly logits: tf.Tensor2D; readonly deltas: tf.Tensor3D }
}

/**
 * TwoMLPHead, or in the v2 form FastRCNNConvFCHead, and FastRCNNPredictor (torchvision/models/detection/faster_rcnn.py);
 * with more or fewer dense layers their names go on as torchvision counts them.
 */
export function addBoxHead(
  store: ParameterStore,
  name: string,
  { boxHead, pyramid: { width }, norm: normBy, classes }: MaskRcnnArchitecture,
): BoxHead {
  const { convolutions, hidden, norm = true } = boxHead
  const maps = Array.from({ length: convolutions }, (_, i) => {
    const layer = `${name}.box_head.${i}`
    const spec = { inputs: width, outputs: width, side: 3, activation: 'relu' } as const
    if (!norm) return addConvolution(store, `${layer}.0`, spec)
    const names = { convolution: `${layer}.0`, norm: `${layer}.1` }
    return addConvNorm(store, names, { ...spec, normBy })
  })
  const flattened = BOX_SIDE * BOX_SIDE * width
  const rows = Array.from({ length: denseLayers(boxHead) }, (_, i) =>
    addDense(store, `${name}.box_head.${denseName(boxHead, i)}`, {
      outputs: hidden,
      activation: 'relu',
      ...(i === 0
        ? { inputs: flattened, layout: { flattened: [BOX_SIDE, BOX_SIDE, width] } }
        : { inputs: hidden }),
    }),
  )
  const score = addDense(store, `${name}.box_predictor.cls_score`, {
    ...{ inputs: hidden, outputs: classes.length },
  })
  const move = addDense(store, `${name}.box_predictor.bbox_pred`, {
    ...{ inputs: hidden, outputs: classes.length * 4 },
  })
  return {
    look(rois, pass) {
      const map = maps.reduce((x, layer) => layer(x, pass), rois)
      const flat: tf.Tensor2D = tf.reshape(map, [map.shape[0], flattened])
      return rows.reduce((x, layer) => dropout(layer(x), boxHead.dropout ?? 0, pass), flat)
    },
    predict: (seen) => ({
      logits: score(seen),
      deltas: tf.reshape(move(seen), [seen.shape[0], classes.length, 4]),
    }),
  }
}

/** How many dense layers a box head has. */
export function denseLayers({ convolutions, dense }: BoxHeadArchitecture): number {
  return dense ?? (convolutions === 0 ? 2 : 1)
}

/** `fc6`, `fc7` …; after convolutions the place in torch's Sequential, where a ReLU follows each dense layer. */
export function denseName({ convolutions }: BoxHeadArchitecture, place: number): string {
  return convolutions === 0 ? `fc${6 + place}` : String(convolutions + 1 + 2 * place)
}

export interface MaskHead {
  /** [rois, 14, 14, width] to [rois, 14, 14, maskHead.width] */
  readonly look: MapLayer
  /** … to logits [rois, 28, 28, classes] */
  readonly predict: MapLayer
}

/** MaskRCNNHeads and MaskRCNNPredictor (torchvision/models/detection/mask_rcnn.py). */
export function addMaskHead(
  store: ParameterStore,
  name: string,
  { maskHead, pyramid, norm, classes }: MaskRcnnArchitecture,
): MaskHead {
  const layers = Array.from({ length: maskHead.convolutions }, (_, i) => {
    const layer = `${name}.mask_head.${i}`
    const inputs = i === 0 ? pyramid.width : maskHead.width
    const spec = { inputs, outputs: maskHead.width, side: 3, activation: 'relu' } as const
    if (!maskHead.norm) return addConvolution(store, `${layer}.0`, spec)
    const names = { convolution: `${layer}.0`, norm: `${layer}.1` }
    return addConvNorm(store, names, { ...spec, normBy: norm })
  })
  const widen = addDoubling(store, `${name}.mask_predictor.conv5_mask`, {
    inputs: maskHead.width,
    outputs: maskHead.predictor,
  })
  const classify = addConvolution(store, `${name}.mask_predictor.mask_fcn_logits`, {
    ...{ inputs: maskHead.predictor, outputs: classes.length, side: 1 },
  })
  return {
    look: (rois, pass) => {
      const seen = layers.reduce((x, layer) => layer(x, pass), rois)
      return dropout(seen, maskHead.dropout ?? 0, pass)
    },
    predict: (seen, pass) => classify(widen(seen, pass), pass),
  }
}

/** A transposed 2x2 convolution of stride 2 with ReLU. */
function addDoubling(
  store: ParameterStore,
  name: string,
  { inputs, outputs }: { readonly inputs: number; readonly outputs: number },
): MapLayer {
  const filter = store.add(`${name}.weight`, {
    shape: [2, 2, outputs, inputs],
    layout: 'transposed-convolution',
    kind: 'weight',
    initial: { kind: 'normal', deviation: Math.sqrt(2 / (inputs * 4)) },
  }).variable as tf.Variable<tf.Rank.R4>
  const bias = store.add(`${name}.bias`, {
    shape: [outputs],
    layout: 'vector',
    kind: 'weight',
    initial: { kind: 'constant', value: 0 },
  }).variable as tf.Variable<tf.Rank.R1>
  return (x) => transposedConvolution(x, filter, { bias, strides: 2, activation: 'relu' })
}
