import * as tf from '@tensorflow/tfjs-core'
import { maxPool } from '../../kernels/maxPool/maxPool.ts'
import type { NormArchitecture } from '../architecture.ts'
import { addConvNorm, addConvolution, type MapLayer } from '../layers/convNorm.ts'
import { dropout } from '../layers/dropout.ts'
import type { ParameterStore } from '../parameters/parameterStore.ts'
import type { PlainEncoder, UNetArchitecture } from '../semanticArchitecture.ts'
import type { SemanticNetwork } from '../semantic/semanticNetwork.ts'
import { addUp } from './upsample.ts'

/**
 * The U-Net of the paper (Ronneberger et al., 2015), in depth and width as asked. Names as in milesial's Pytorch-UNet:
 * `inc`, `down1` …, `up1` …, `outc`; beside them `instance`, the touching and distance heads.
 */
export function addPlainUnet(
  store: ParameterStore,
  { classes, instanceHeads, dropout: share = 0 }: UNetArchitecture,
  encoder: PlainEncoder,
): SemanticNetwork {
  const { widths, up: manner, padding } = encoder
  const depth = widths.length - 1
  // With bilinear steps the coarsest map is as wide as the one above it, so that the sum of widths stays what it was.
  const shrink = manner === 'bilinear' ? 2 : 1
  const widthAt = (level: number): number =>
    level === depth ? (widths[level] ?? 0) / shrink : (widths[level] ?? 0)
  const first = addDoubleConvolution(store, 'inc', { inputs: 3, outputs: widthAt(0), encoder })
  const downs = widths.slice(1).map((_, i) =>
    addDoubleConvolution(store, `down${i + 1}.maxpool_conv.1`, {
      inputs: widthAt(i),
      outputs: widthAt(i + 1),
      encoder,
    }),
  )
  const ups = Array.from({ length: depth }, (_, i) => {
    const level = depth - 1 - i
    const coarse =
      manner === 'bilinear' && i > 0 ? (widths[level + 1] ?? 0) / 2 : widthAt(level + 1)
    const full = widths[level] ?? 0
    const joined = full + (manner === 'bilinear' ? coarse : full)
    const outputs = manner === 'bilinear' && level > 0 ? full / 2 : full
    return {
      up: addUp(store, `up${i + 1}.up`, { inputs: coarse, outputs: full, manner }),
      convolve: addDoubleConvolution(store, `up${i + 1}.conv`, {
        inputs: joined,
        outputs,
        middle: manner === 'bilinear' ? joined / 2 : outputs,
        encoder,
      }),
    }
  })
  const head = { inputs: widths[0] ?? 0, side: 1 }
  const outc = addConvolution(store, 'outc.conv', { ...head, outputs: classes.length })
  const instance = instanceHeads
    ? addConvolution(store, 'instance.conv', { ...head, outputs: 2 })
    : null

  return {
    classes: classes.length,
    margin: padding === 'valid' ? marginOf(depth) : 0,
    inputSide: (wanted) =>
      padding === 'valid' ? validSide(wanted, depth) : Math.ceil(wanted / 2 ** depth) * 2 ** depth,
    forward: (x, pass) => {
      const skips = [first(x, pass)]
      for (const down of downs) {
        const above = skips.at(-1)
        if (above !== undefined) skips.push(down(maxPool(above, { size: 2 }), pass))
      }
      let map = dropout(skips.pop() ?? x, share, pass)
      for (const { up, convolve } of ups) {
        const raised = up(map, pass)
        const skip = cropTo(skips.pop() ?? raised, raised)
        map = convolve(tf.concat([skip, raised], 3), pass)
      }
      return { classes: outc(map, pass), shape: instance?.(map, pass) ?? null, auxiliary: null }
    },
  }
}

interface DoubleSpec {
  readonly inputs: number
  readonly outputs: number
  readonly middle?: number
  readonly encoder: PlainEncoder
}

/** Two 3x3 convolutions, each with its norm, if any, and a ReLU. */
function addDoubleConvolution(store: ParameterStore, name: string, spec: DoubleSpec): MapLayer {
  const { inputs, outputs, middle = outputs, encoder } = spec
  const { norm, padding } = encoder
  const shared = { side: 3, padding: padding === 'valid' ? 0 : 1, activation: 'relu' } as const
  // The places in torch's Sequential: convolution, norm, ReLU, or convolution, ReLU.
  const step = norm === null ? 2 : 3
  const add = (at: number, ins: number, outs: number): MapLayer =>
    addMaybeNormed(store, `${name}.double_conv`, at, {
      ...shared,
      inputs: ins,
      outputs: outs,
      norm,
    })
  const one = add(0, inputs, middle)
  const two = add(step, middle, outputs)
  return (x, pass) => two(one(x, pass), pass)
}

function addMaybeNormed(
  store: ParameterStore,
  name: string,
  at: number,
  {
    norm,
    ...spec
  }: Parameters<typeof addConvolution>[2] & { readonly norm: NormArchitecture | null },
): MapLayer {
  if (norm === null) return addConvolution(store, `${name}.${at}`, spec)
  const names = { convolution: `${name}.${at}`, norm: `${name}.${at + 1}` }
  return addConvNorm(store, names, { ...spec, normBy: norm })
}

/** The middle of a map, as large as `like`. */
function cropTo(map: tf.Tensor4D, like: tf.Tensor4D): tf.Tensor4D {
  const [, height, width, channels] = map.shape
  const [, wantedHeight, wantedWidth] = like.shape
  if (height === wantedHeight && width === wantedWidth) return map
  const top = Math.floor((height - wantedHeight) / 2)
  const left = Math.floor((width - wantedWidth) / 2)
  return tf.slice4d(map, [0, top, left, 0], [-1, wantedHeight, wantedWidth, channels])
}

/** Half of what an input loses: 92 pixels at the paper's depth of 4 (572 to 388). */
function marginOf(depth: number): number {
  let lost = 4
  for (let level = 0; level < depth; level++) lost = 8 + 2 * lost
  return lost / 2
}

/** The least input whose every map can be halved and whose answer is at least `wanted`. */
function validSide(wanted: number, depth: number): number {
  let side = wanted + 2 * marginOf(depth)
  while (!canBeHalved(side, depth)) side++
  return side
}

function canBeHalved(side: number, depth: number): boolean {
  let left = side
  for (let level = 0; level < depth; level++) {
    left -= 4
    if (left <= 0 || left % 2 !== 0) return false
    left /= 2
  }
  return left > 4
}
