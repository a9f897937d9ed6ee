import * as tf from '@tensorflow/tfjs-core'
import { activate } from '../activation.ts'
import { hasKernel } from '../hasKernel.ts'

/** The exact (erf) GELU of every element. */
export function gelu<T extends tf.Tensor>(x: T): T {
  if (hasKernel('LimnGelu')) return tf.engine().runKernel('LimnGelu', { x })
  return activate(x, 'gelu')
}
