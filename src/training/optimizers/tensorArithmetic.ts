import * as tf from '@tensorflow/tfjs-core'
import type { Arithmetic } from './arithmetic.ts'

/** On the backend in use. Makes tensors: call it inside `tf.tidy`. */
export const tensorArithmetic: Arithmetic<tf.Tensor> = {
  add: (a, b) => tf.add(a, b),
  multiply: (a, b) => tf.mul(a, b),
  divide: (a, b) => tf.div(a, b),
  maximum: (a, b) => tf.maximum(a, b),
  squareRoot: (a) => tf.sqrt(a),
  scale: (a, factor) => tf.mul(a, factor),
  shift: (a, term) => tf.add(a, term),
}
