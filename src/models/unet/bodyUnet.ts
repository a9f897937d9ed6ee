import * as tf from '@tensorflow/tfjs-core'
import { maxPool } from '../../kernels/maxPool/maxPool.ts'
import { resizeNearest } from '../../kernels/resizeNearest/resizeNearest.ts'
import { addBody } from '../backbones/body.ts'
import { addResNet } from '../backbones/resnet.ts'
import { addConvNorm, addConvolution, type MapLayer } from '../layers/convNorm.ts'
import { dropout } from '../layers/dropout.ts'
import type { Pass } from '../layers/pass.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import type { BodyEncoder, UNetArchitecture } from '../semanticArchitecture.ts'
import type { SemanticNetwork } from '../semantic/semanticNetwork.ts'

/** The body's coarsest map is this much smaller than the picture. */
const STRIDE = 32

/**
 * A U-Net on a classifier's body, as segmentation_models_pytorch's `Unet` (decoders/unet/decoder.py): five blocks, each
 * doubling by repetition, joining what the body saw at that size, and two normed 3x3 convolutions. Names: `encoder`,
 * `decoder.blocks.0` …, `segmentation_head.0`; beside them `instance_head.0`.
 */
export function addBodyUnet(
  store: ParameterStore,
  { classes, instanceHeads, dropout: share = 0 }: UNetArchitecture,
  encoder: BodyEncoder,
): SemanticNetwork {
  const steps = addSteps(store, encoder)
  const skips = [...steps.channels.slice(0, -1)].reverse()
  let inputs = steps.channels.at(-1) ?? 0
  const blocks = encoder.decoderWidths.map((outputs, i) => {
    const name = `decoder.blocks.${i}`
    const joined = inputs + (skips[i] ?? 0)
    inputs = outputs
    const shared = { outputs, side: 3, activation: 'relu', normBy: encoder.norm } as const
    const add = (place: 1 | 2, ins: number): MapLayer =>
      addConvNorm(
        store,
        { convolution: `${name}.conv${place}.0`, norm: `${name}.conv${place}.1` },
        { ...shared, inputs: ins },
      )
    const [one, two] = [add(1, joined), add(2, outputs)]
    return (x: tf.Tensor4D, pass: Pass) => two(one(x, pass), pass)
  })
  const head = { inputs, side: 3 }
  const segment = addConvolution(store, 'segmentation_head.0', { ...head, outputs: classes.length })
  const instance = instanceHeads
    ? addConvolution(store, 'instance_head.0', { ...head, outputs: 2 })
    : null

  return {
    classes: classes.length,
    margin: 0,
    inputSide: (wanted) => Math.ceil(wanted / STRIDE) * STRIDE,
    forward: (x, pass) => {
      const maps = [...steps.see(x, pass)]
      let map = dropout(maps.pop() ?? x, share, pass)
      for (const block of blocks) {
        const raised = resizeNearest(map, [2 * map.shape[1], 2 * map.shape[2]])
        const skip = maps.pop()
        map = block(skip === undefined ? raised : tf.concat([raised, skip], 3), pass)
      }
      return { classes: segment(map, pass), shape: instance?.(map, pass) ?? null, auxiliary: null }
    },
  }
}

interface Steps {
  /** Channels at half the size, a quarter, … a thirty-second. */
  readonly channels: readonly number[]
  see(x: tf.Tensor4D, pass: Pass): readonly tf.Tensor4D[]
}

function addSteps(store: ParameterStore, { body, norm }: BodyEncoder): Steps {
  if (body.kind !== 'resnet') {
    const trunk = addBody(store, 'encoder.features', { architecture: body, norm })
    return { channels: trunk.channels, see: (x, pass) => trunk.forward(x, pass) }
  }
  const { first, stages, channels } = addResNet(store, 'encoder', { architecture: body, norm })
  return {
    channels: [body.stem, ...channels],
    see: (x, pass) => {
      const half = first(x, pass)
      let map = maxPool(half, { size: 3, strides: 2, padding: 1 })
      return [half, ...stages.map((stage) => (map = stage(map, pass)))]
    },
  }
}
