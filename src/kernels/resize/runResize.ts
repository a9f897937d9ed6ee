import * as tf from '@tensorflow/tfjs-core'
import { fail } from '../../domain/failure.ts'
import type { ResizeAttributes, ResizeMode } from './resizeAxis.ts'

export function runResize(
  x: tf.Tensor4D,
  outputSize: readonly [height: number, width: number],
  mode: ResizeMode,
): tf.Tensor4D {
  const [, height, width] = x.shape
  const areWhole = outputSize.every((side) => Number.isInteger(side) && side > 0)
  if (!areWhole || height === 0 || width === 0) {
    fail(
      'bad-request',
      `A map of ${height} x ${width} cannot be resized to ${outputSize.join(' x ')}.`,
      'Ask for whole numbers above zero.',
    )
  }
  const attributes: ResizeAttributes = { inputShape: x.shape, outputSize, mode }
  return tf.engine().runKernel('LimnResize', { x }, { ...attributes })
}
