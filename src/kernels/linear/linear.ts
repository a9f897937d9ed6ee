import * as tf from '@tensorflow/tfjs-core'
import { activate, type Activation } from '../activation.ts'
import { addBias } from '../biasGradient/addBias.ts'
import { hasKernel } from '../hasKernel.ts'
import { isTaped } from '../isTaped.ts'

export interface LinearOptions {
  /** [in, out] */
  readonly weight: tf.Tensor2D
  /** [out] */
  readonly bias?: tf.Tensor1D
  /**
   * [rows / n, out] for a whole n, repeated n times and added before the activation: a residual connection costs no
   * pass of its own.
   */
  readonly addend?: tf.Tensor2D
  readonly activation?: Activation
}

/** activation(x · weight + bias + addend): [rows, in] to [rows, out]. A 1x1 convolution is this over its pixels. */
export function linear(x: tf.Tensor2D, options: LinearOptions): tf.Tensor2D {
  const { weight, bias, addend, activation = 'none' } = options
  // Our kernels work on panels of eight columns, on WebGPU of four.
  const panel = tf.getBackend() === 'webgpu' ? 4 : 8
  if (hasKernel('LimnLinear') && weight.shape[1] % panel === 0 && x.size > 0 && !isTaped()) {
    const inputs = { x, weight, ...(bias && { bias }), ...(addend && { addend }) }
    return tf.engine().runKernel('LimnLinear', inputs, { activation })
  }
  return tf.tidy(() => {
    const product = tf.matMul<tf.Tensor2D>(x, weight)
    const biased = bias === undefined ? product : addBias(product, bias)
    const sum = addend === undefined ? biased : addRepeated(biased, addend)
    return activate(sum, activation)
  })
}

function addRepeated(x: tf.Tensor2D, addend: tf.Tensor2D): tf.Tensor2D {
  const [rows, columns] = addend.shape
  return tf.reshape(tf.add(tf.reshape(x, [x.shape[0] / rows, rows, columns]), addend), x.shape)
}
